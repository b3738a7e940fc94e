package dev.stagedoor.catalog;

import static dev.stagedoor.catalog.CatalogUnderTest.shown;
import static dev.stagedoor.catalog.CatalogUnderTest.together;
import static dev.stagedoor.catalog.SampleDefinitions.CREATED;
import static dev.stagedoor.catalog.SampleDefinitions.onStage;
import static dev.stagedoor.catalog.SampleDefinitions.read;
import static dev.stagedoor.catalog.SampleDefinitions.readBelow;
import static dev.stagedoor.catalog.SampleDefinitions.stage;
import static dev.stagedoor.catalog.SampleDefinitions.toRole;
import static dev.stagedoor.catalog.SampleDefinitions.toUser;
import static dev.stagedoor.catalog.SampleDefinitions.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is granted and taken back, and how it is found. */
public interface GrantContract extends CatalogUnderTest {
    @Test
    default void grants_are_found_by_grantee_and_by_object() throws Exception {
        someGrants();

        Grants grants = catalog().grants();
        assertThat(grants.of(toUser("bob")))
                .containsExactlyInAnyOrder(readBelow("s", "in/", toUser("bob")), new Grant(Privilege.WRITE, onStage("t"), toUser("bob")));
        assertThat(grants.on(onStage("s")))
                .containsExactly(read("s", toRole("r")), readBelow("s", "in/", toUser("bob")), readBelow("s", "in/", toRole("public")));
        assertThat(grants.on(new GrantObject.Global()))
                .containsExactly(new Grant(Privilege.SUPER, new GrantObject.Global(), toUser("ann")));
        assertThat(grants.rolesOf(toUser("bob"))).containsExactly("r");
        assertThat(grants.rolesOf(toRole("r"))).containsExactly("q");
        assertThat(grants.memberships())
                .containsExactly(
                        new Membership("account_admin", toUser("ann")), new Membership("q", toRole("r")),
                        new Membership("r", toUser("bob")));
        assertThat(grants.of(toUser("nobody"))).isEmpty();
        assertThat(grants.on(onStage("nothing"))).isEmpty();
        sameWhenReopened();
    }

    @Test
    default void the_grants_are_one_object_until_one_changes() {
        someGrants();
        Grants before = catalog().grants();
        List<Object> shown = shown(catalog());

        catalog().grant(List.of(read("s", toRole("r"))));
        catalog().grant(List.of());
        catalog().revoke(List.of(read("s", toRole("q"))));
        catalog().grantRole(new Membership("r", toUser("bob")));
        catalog().grantRole(new Membership("public", toUser("bob")));
        assertThat(catalog().revokeRole(new Membership("r", toUser("ann")))).isFalse();
        catalog().createStage(stage("u"));
        catalog().updateStage(stage("s"), stage("s").withComment("c"));
        catalog().updateUser(user("bob"), new UserDefinition("bob", new Login.Jwt(), Optional.empty(), false, "root", CREATED));
        catalog().dropStage("u");
        assertThat(catalog().grants()).isSameAs(before);
        assertThat(shown(catalog())).isEqualTo(shown);

        catalog().revoke(List.of(read("s", toRole("r")), read("s", toRole("q"))));
        assertThat(catalog().grants()).isNotSameAs(before);
        assertThat(before.of(toRole("r"))).contains(read("s", toRole("r")));
        assertThat(catalog().grants().of(toRole("r"))).doesNotContain(read("s", toRole("r")));
        assertThatThrownBy(() -> before.of(toRole("r")).clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> before.on(onStage("s")).clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> before.rolesOf(toUser("bob")).clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    default void roles_are_taken_back() throws Exception {
        someGrants();
        assertThat(catalog().revokeRole(new Membership("r", toUser("bob")))).isTrue();
        assertThat(catalog().revokeRole(new Membership("r", toUser("bob")))).isFalse();
        assertThat(catalog().grants().rolesOf(toUser("bob"))).isEmpty();
        sameWhenReopened();
    }

    @Test
    default void a_grant_on_or_to_what_is_not_there_is_refused_with_all_that_came_with_it() {
        someGrants();
        Grant legal = read("t", toRole("q"));
        refused(ErrorCode.UNKNOWN_STAGE, () -> catalog().grant(List.of(legal, read("u", toRole("q")))));
        refused(ErrorCode.UNKNOWN_ROLE, () -> catalog().grant(List.of(legal, read("t", toRole("nobody")))));
        refused(
                ErrorCode.UNKNOWN_CONNECTION,
                () -> catalog().grant(List.of(
                        legal, new Grant(Privilege.ACCESS_CONNECTION, new GrantObject.Connection("d"), toRole("q")))));
        refused(ErrorCode.UNKNOWN_ROLE, () -> catalog().grantRole(new Membership("nothing", toUser("bob"))));
        refused(ErrorCode.UNKNOWN_ROLE, () -> catalog().grantRole(new Membership("r", toRole("nobody"))));
        catalog().dropUser("bob");
        refused(ErrorCode.UNKNOWN_USER, () -> catalog().grant(List.of(legal, read("t", toUser("bob")))));
        refused(ErrorCode.UNKNOWN_USER, () -> catalog().grantRole(new Membership("r", toUser("bob"))));
        assertThatThrownBy(() -> catalog().grant(List.of(new Grant(Privilege.OWNERSHIP, onStage("t"), toRole("q")))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void no_role_comes_to_contain_itself_even_when_many_try_at_once() throws Exception {
        someGrants();
        refused(ErrorCode.BAD_ARGUMENTS, () -> catalog().grantRole(new Membership("r", toRole("r"))));
        refused(ErrorCode.BAD_ARGUMENTS, () -> catalog().grantRole(new Membership("r", toRole("q"))));
        catalog().revokeRole(new Membership("q", toRole("r")));

        List<Boolean> granted = together(16, thread -> {
            try {
                catalog().grantRole(thread % 2 == 0 ? new Membership("r", toRole("q")) : new Membership("q", toRole("r")));
                return true;
            } catch (StagedoorException e) {
                return false;
            }
        });

        assertThat(granted).filteredOn(each -> each).hasSize(8);
        assertThat(catalog().grants().rolesOf(toRole("q")).isEmpty()).isNotEqualTo(catalog().grants().rolesOf(toRole("r")).isEmpty());
    }

    @Test
    default void many_are_granted_and_taken_back_at_once() throws Exception {
        someGrants();
        List<Grant> many = IntStream.range(0, 5_000).mapToObj(i -> readBelow("t", "dir é\"" + i + "/", toRole("q"))).toList();
        catalog().grant(many);
        assertThat(catalog().grants().of(toRole("q"))).hasSize(5_000);
        sameWhenReopened();

        catalog().revoke(many);
        assertThat(catalog().grants().of(toRole("q"))).isEmpty();
        sameWhenReopened();
    }
}
