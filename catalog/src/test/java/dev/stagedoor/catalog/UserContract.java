package dev.stagedoor.catalog;

import static dev.stagedoor.catalog.SampleDefinitions.CREATED;
import static dev.stagedoor.catalog.SampleDefinitions.CSV;
import static dev.stagedoor.catalog.SampleDefinitions.KEY;
import static dev.stagedoor.catalog.SampleDefinitions.OTHER_KEY;
import static dev.stagedoor.catalog.SampleDefinitions.incarnation;
import static dev.stagedoor.catalog.SampleDefinitions.role;
import static dev.stagedoor.catalog.SampleDefinitions.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.catalog.credential.PasswordHashes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Users and roles, and what tells one of a name from the next. */
public interface UserContract extends CatalogUnderTest {
    @Test
    default void stages_and_users_are_found_by_their_incarnation_while_it_lives() throws Exception {
        StageDefinition first = new StageDefinition("s", Optional.empty(), CSV, "", "root", CREATED, "r");
        StageDefinition second = new StageDefinition("s", Optional.empty(), CSV, "", "root", CREATED, "r");
        catalog().createStage(first);
        catalog().updateStage(first, first.withComment("c"));
        assertThat(catalog().stage(first.incarnation())).contains(first.withComment("c"));
        try (Catalog again = reopen()) {
            assertThat(again.stage(first.incarnation())).contains(first.withComment("c"));
        }
        catalog().replaceStage(second);
        assertThat(catalog().stage(first.incarnation())).isEmpty();
        assertThat(catalog().stage(second.incarnation())).contains(second);
        catalog().dropStage("s");
        assertThat(catalog().stage(second.incarnation())).isEmpty();

        UserDefinition ann = new UserDefinition("ann", new Login.Jwt(), Optional.empty(), false, "root", CREATED);
        UserDefinition next = new UserDefinition("ann", new Login.Jwt(), Optional.empty(), false, "root", CREATED);
        catalog().createUser(ann);
        assertThat(catalog().user(ann.incarnation())).contains(ann);
        try (Catalog again = reopen()) {
            assertThat(again.user(ann.incarnation())).contains(ann);
        }
        catalog().replaceUser(next);
        assertThat(catalog().user(ann.incarnation())).isEmpty();
        assertThat(catalog().user(next.incarnation())).contains(next);
        catalog().dropUser("ann");
        assertThat(catalog().user(next.incarnation())).isEmpty();
    }

    @Test
    default void users_are_created_changed_replaced_listed_and_dropped() throws Exception {
        var ann = new UserDefinition(
                "ann",
                new Login.Password(PasswordHashes.hash("x"), Login.Password.Kind.SHA256_PASSWORD),
                Optional.of("r"),
                Optional.of("a warehouse"),
                true,
                "o'brien",
                CREATED.plusSeconds(1),
                CREATED.plusSeconds(2),
                incarnation("ann of old"));
        var jwt = new UserDefinition("ÿ", new Login.Jwt(), Optional.empty(), false, "root", CREATED);
        assertThat(catalog().createUser(jwt)).isTrue();
        assertThat(catalog().createUser(user("bob"))).isTrue();
        assertThat(catalog().createUser(ann)).isTrue();
        assertThat(catalog().createUser(user("ann"))).isFalse();
        assertThat(catalog().user("ann")).contains(ann);
        assertThat(catalog().users()).containsExactly(ann, user("bob"), jwt);
        try (Catalog again = reopen()) {
            assertThat(again.users()).containsExactly(ann, user("bob"), jwt);
        }

        assertThat(catalog().updateUser(user("ann"), user("ann"))).isFalse();
        assertThat(catalog().updateUser(ann, user("ann"))).isTrue();
        catalog().replaceUser(new UserDefinition("bob", new Login.Jwt(), Optional.empty(), false, "ann", CREATED));
        assertThat(catalog().dropUser("ÿ")).isTrue();
        assertThat(catalog().dropUser("ÿ")).isFalse();

        assertThat(catalog().users()).extracting(UserDefinition::name).containsExactly("ann", "bob");
        try (Catalog again = reopen()) {
            assertThat(again.users()).isEqualTo(catalog().users());
            assertThat(again.user("ann")).contains(user("ann"));
            assertThat(again.user("bob")).hasValueSatisfying(bob -> assertThat(bob.login()).isEqualTo(new Login.Jwt()));
        }
    }

    @Test
    default void a_user_keeps_every_key_with_its_label_and_age() throws Exception {
        var login = new Login.KeyPair(List.of(
                new UserKey(KEY, "", CREATED), new UserKey(OTHER_KEY, "a \"label\"", CREATED.plusSeconds(1))));
        catalog().createUser(new UserDefinition("kate", login, Optional.empty(), false, "root", CREATED));
        try (Catalog again = reopen()) {
            assertThat(again.user("kate")).hasValueSatisfying(kate -> assertThat(kate.login()).isEqualTo(login));
        }
    }

    @Test
    default void a_roles_comment_is_changed_by_one_of_two() throws Exception {
        catalog().createRole(role("r"));
        RoleDefinition changed = role("r").withComment("what it is for", CREATED.plusSeconds(1));
        assertThat(catalog().updateRole(role("r"), changed)).isTrue();
        assertThat(catalog().updateRole(role("r"), changed)).isFalse();
        try (Catalog again = reopen()) {
            assertThat(again.roles()).containsExactly(changed);
        }
    }

    @Test
    default void roles_are_created_listed_and_dropped() throws Exception {
        assertThat(catalog().createRole(role("r"))).isTrue();
        assertThat(catalog().createRole(role("q"))).isTrue();
        assertThat(catalog().createRole(new RoleDefinition("q", "ann", CREATED))).isFalse();
        assertThat(catalog().role("q")).contains(role("q"));
        assertThat(catalog().roles()).containsExactly(role("q"), role("r"));

        assertThat(catalog().dropRole("q")).isTrue();
        assertThat(catalog().dropRole("q")).isFalse();
        try (Catalog again = reopen()) {
            assertThat(again.roles()).containsExactly(role("r"));
        }
    }
}
