package dev.stagedoor.catalog;

import static dev.stagedoor.catalog.CatalogUnderTest.together;
import static dev.stagedoor.catalog.SampleDefinitions.CREATED;
import static dev.stagedoor.catalog.SampleDefinitions.connection;
import static dev.stagedoor.catalog.SampleDefinitions.onStage;
import static dev.stagedoor.catalog.SampleDefinitions.read;
import static dev.stagedoor.catalog.SampleDefinitions.readBelow;
import static dev.stagedoor.catalog.SampleDefinitions.role;
import static dev.stagedoor.catalog.SampleDefinitions.stage;
import static dev.stagedoor.catalog.SampleDefinitions.toRole;
import static dev.stagedoor.catalog.SampleDefinitions.toUser;
import static dev.stagedoor.catalog.SampleDefinitions.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.errors.StagedoorException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Grants end with what they are on and whom they are to, and do not come back with the name. */
public interface GrantEndContract extends CatalogUnderTest {
    @Test
    default void grants_on_a_stage_end_when_it_is_dropped_or_replaced_and_do_not_come_back() throws Exception {
        someGrants();
        catalog().replaceStage(stage("s"));
        assertThat(catalog().grants().on(onStage("s"))).isEmpty();
        assertThat(catalog().grants().of(toRole("public"))).isEmpty();
        sameWhenReopened();

        assertThat(catalog().dropStage("t")).isTrue();
        assertThat(catalog().grants().of(toUser("bob"))).isEmpty();
        catalog().createStage(stage("t"));
        assertThat(catalog().grants().on(onStage("t"))).isEmpty();
        assertThat(catalog().grants().on(new GrantObject.Connection("c"))).hasSize(1);
        sameWhenReopened();
    }

    @Test
    default void what_is_granted_on_databases_and_tables_belongs_to_one_role_ends_and_moves() throws Exception {
        someGrants();
        var database = new GrantObject.Database("d");
        var table = new GrantObject.Table("d", "t");
        var other = new GrantObject.Table("d", "u");
        var elsewhere = new GrantObject.Table("e", "t");
        Grant select = new Grant(Privilege.SELECT, table, toUser("bob"));
        catalog().grant(List.of(
                select, new Grant(Privilege.CREATE, database, toRole("q")), new Grant(Privilege.DROP, elsewhere, toRole("q")),
                new Grant(Privilege.INSERT, other, toRole("q"))));
        catalog().own(table, "r");
        catalog().own(table, "q");
        Grant owner = new Grant(Privilege.OWNERSHIP, table, toRole("q"));
        assertThat(catalog().grants().on(table)).containsExactlyInAnyOrder(select, owner);
        assertThat(catalog().grants().ownedBy("q")).containsExactly(table);
        assertThat(catalog().grants().ownedBy("r")).isEmpty();
        assertThat(catalog().grants().on(database)).hasSize(1);
        assertThat(catalog().grants().within(database)).hasSize(4);
        sameWhenReopened();

        catalog().moveGrants(table, other);
        assertThat(catalog().grants().on(table)).isEmpty();
        assertThat(catalog().grants().on(other)).extracting(Grant::privilege)
                .containsExactlyInAnyOrder(Privilege.SELECT, Privilege.OWNERSHIP);
        sameWhenReopened();

        catalog().ownNew(other, "r");
        assertThat(catalog().grants().on(other)).containsExactly(new Grant(Privilege.OWNERSHIP, other, toRole("r")));
        catalog().endGrants(database);
        assertThat(catalog().grants().within(database)).isEmpty();
        assertThat(catalog().grants().on(elsewhere)).hasSize(1);
        catalog().endGrants(elsewhere);
        assertThat(catalog().grants().on(elsewhere)).isEmpty();
        sameWhenReopened();
    }

    @Test
    default void ownership_of_tables_ends_with_its_role_and_is_of_nothing_else() throws Exception {
        someGrants();
        var table = new GrantObject.Table("d", "t");
        catalog().own(table, "r");
        catalog().dropRole("r");
        assertThat(catalog().grants().on(table)).isEmpty();
        assertThatThrownBy(() -> catalog().own(table, "r")).isInstanceOf(StagedoorException.class);
        assertThatThrownBy(() -> catalog().own(onStage("s"), "q")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> catalog().grant(List.of(new Grant(Privilege.OWNERSHIP, table, toRole("q")))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Grant(Privilege.SELECT, new GrantObject.Database(Optional.empty()), toRole("q")))
                .isInstanceOf(IllegalArgumentException.class);
        sameWhenReopened();
    }

    @Test
    default void grants_on_a_connection_end_when_it_is_dropped_or_replaced() throws Exception {
        someGrants();
        Grant access = new Grant(Privilege.ACCESS_CONNECTION, new GrantObject.Connection("c"), toRole("r"));
        catalog().updateConnection(connection("c", "x"), connection("c", "x").withOwner("q"));
        assertThat(catalog().grants().on(access.object())).containsExactly(access);
        sameWhenReopened();

        catalog().replaceConnection(connection("c", "x"));
        assertThat(catalog().grants().on(access.object())).isEmpty();
        sameWhenReopened();

        catalog().grant(List.of(access));
        catalog().dropConnection("c");
        assertThat(catalog().grants().on(access.object())).isEmpty();
        sameWhenReopened();
    }

    @Test
    default void what_a_user_was_granted_ends_when_they_are_dropped() throws Exception {
        someGrants();
        assertThat(catalog().dropUser("bob")).isTrue();
        catalog().createUser(user("bob"));
        nothingIsGrantedToBob();
    }

    @Test
    default void what_a_user_was_granted_ends_when_they_are_replaced() throws Exception {
        someGrants();
        catalog().replaceUser(new UserDefinition("bob", new Login.Jwt(), Optional.empty(), false, "root", CREATED));
        nothingIsGrantedToBob();
    }

    private void nothingIsGrantedToBob() throws Exception {
        assertThat(catalog().grants().of(toUser("bob"))).isEmpty();
        assertThat(catalog().grants().rolesOf(toUser("bob"))).isEmpty();
        assertThat(catalog().grants().on(onStage("s"))).doesNotContain(readBelow("s", "in/", toUser("bob"))).hasSize(2);
        sameWhenReopened();
    }

    @Test
    default void a_dropped_role_is_taken_from_everyone_with_what_it_was_granted() throws Exception {
        someGrants();
        assertThat(catalog().dropRole("r")).isTrue();
        catalog().createRole(role("r"));

        assertThat(catalog().grants().of(toRole("r"))).isEmpty();
        assertThat(catalog().grants().rolesOf(toRole("r"))).isEmpty();
        assertThat(catalog().grants().memberships()).containsExactly(new Membership("account_admin", toUser("ann")));
        assertThat(catalog().grants().on(new GrantObject.Connection("c"))).isEmpty();
        sameWhenReopened();
    }

    @Test
    default void what_was_granted_to_a_user_of_the_configuration_is_not_the_next_ones_of_that_name() throws Exception {
        someGrants();
        catalog().grant(List.of(read("t", toUser("cfg"))));
        catalog().grantRole(new Membership("r", toUser("cfg")));
        assertThat(catalog().grants().of(toUser("cfg"))).hasSize(1);

        catalog().createUser(user("cfg"));

        assertThat(catalog().grants().of(toUser("cfg"))).isEmpty();
        assertThat(catalog().grants().rolesOf(toUser("cfg"))).isEmpty();
        try (Catalog again = reopen()) {
            assertThat(again.grants().of(toUser("cfg"))).isEmpty();
            assertThat(again.grants().rolesOf(toUser("cfg"))).isEmpty();
        }
    }

    @Test
    default void grants_that_race_with_a_drop_leave_none_to_nobody() throws Exception {
        someGrants();
        for (int round = 0; round < 20; round++) {
            catalog().createUser(user("x"));
            catalog().createStage(stage("x"));
            together(8, thread -> switch (thread) {
                case 0 -> catalog().dropUser("x");
                case 1 -> catalog().dropStage("x");
                default -> {
                    try {
                        catalog().grant(List.of(read("x", toUser("x")), readBelow("x", "p" + thread + "/", toRole("r"))));
                        catalog().grantRole(new Membership("r", toUser("x")));
                        yield true;
                    } catch (StagedoorException e) {
                        yield false;
                    }
                }
            });
            assertThat(catalog().grants().of(toUser("x"))).isEmpty();
            assertThat(catalog().grants().rolesOf(toUser("x"))).isEmpty();
            assertThat(catalog().grants().on(onStage("x"))).isEmpty();
        }
        sameWhenReopened();
    }
}
