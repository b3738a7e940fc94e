package dev.stagedoor.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.catalog.format.FileFormats;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.Incarnation;
import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.StoreUri;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every catalog does. An implementation is done when it passes. */
public abstract class CatalogContract {
    private static final String KEY =
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEGsKCbhXU7j56VKZ7piDlLXGhud0apWjW3wxSdeARerxs/BeoWK7FspDtfLaAT8iJe4YEmR0JpkRQ8foWs0ve3w==";
    private static final String OTHER_KEY =
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEspgvQCsgbJiYhnl9L/E5uaAbBlbMTiBLp0hLlcuuhBO++Q6mo7JhyUsEOP9ia4BryZWV0bKhiwTG2X0AWeZVqQ==";
    protected static final Instant CREATED = Instant.parse("2026-11-22T10:15:30.123456Z");
    private static final FileFormat CSV = FileFormats.builtIn(FileFormatType.CSV);

    private Catalog catalog;

    /** A catalog with nothing in it. */
    protected abstract Catalog openEmpty() throws Exception;

    /** A second look at the same definitions that shares no memory with the first: what it sees was stored. */
    protected abstract Catalog reopen() throws Exception;

    @BeforeEach
    void open() throws Exception {
        catalog = openEmpty();
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    public static StageDefinition stage(String name) {
        return new StageDefinition(
                name, Optional.empty(), FileFormat.DEFAULT, "", "root", CREATED, "account_admin", PresignRules.UNBOUND, incarnation(name));
    }

    /** The same each time. */
    private static Incarnation incarnation(String name) {
        return new Incarnation(1L << 40 | name.hashCode());
    }

    public static FileFormatDefinition format(String name) {
        return new FileFormatDefinition(name, CSV, "root", CREATED);
    }

    /** A stage over a bucket, with a secret among its parameters. */
    public static StageDefinition external(String name, String secret) {
        return stage(name).withLocation(new StoreUri("s3://bucket/p/", parameters("secret_access_key", secret)));
    }

    public static ConnectionDefinition connection(String name, String secret) {
        return new ConnectionDefinition(name, "s3", parameters("secret_access_key", secret), "root", CREATED);
    }

    private static ConnectionParameters parameters(String key, String value) {
        return new ConnectionParameters(new TreeMap<>(Map.of("endpoint_url", "https://h:9000", key, value)));
    }

    @Test
    void a_new_catalog_is_empty() {
        assertThat(catalog.connections()).isEmpty();
        assertThat(catalog.connection("c")).isEmpty();
        assertThat(catalog.stages()).isEmpty();
        assertThat(catalog.fileFormats()).isEmpty();
        assertThat(catalog.stage("s")).isEmpty();
        assertThat(catalog.fileFormat("f")).isEmpty();
    }

    @Test
    void a_created_stage_is_found_with_everything_it_was_given() throws Exception {
        var stage = new StageDefinition(
                "s", Optional.empty(), CSV, "two\nlines, 'quotes', \0 and 🚀", "o'brien", CREATED, "role \"x\"");

        assertThat(catalog.createStage(stage)).isTrue();

        assertThat(catalog.stage("s")).contains(stage);
        assertThat(catalog.stages()).containsExactly(stage);
        try (Catalog again = reopen()) {
            assertThat(again.stage("s")).contains(stage);
        }
    }

    @Test
    void creating_over_a_stage_changes_nothing() throws Exception {
        catalog.createStage(stage("s"));

        assertThat(catalog.createStage(stage("s").withComment("other"))).isFalse();

        assertThat(catalog.stage("s")).contains(stage("s"));
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(stage("s"));
        }
    }

    @Test
    void names_differ_by_case() {
        catalog.createStage(stage("s1"));

        assertThat(catalog.createStage(stage("S1"))).isTrue();
        assertThat(catalog.stages()).extracting(StageDefinition::name).containsExactly("S1", "s1");
        assertThat(catalog.stage("s1")).contains(stage("s1"));
    }

    @Test
    void names_that_look_alike_are_different_names() {
        String composed = "\u00fc";
        String decomposed = "u\u0308";

        assertThat(catalog.createStage(stage(composed))).isTrue();
        assertThat(catalog.createStage(stage(decomposed))).isTrue();
        assertThat(catalog.createStage(stage("s "))).isTrue();
        assertThat(catalog.createStage(stage("s"))).isTrue();
    }

    @Test
    void stages_are_ordered_by_the_bytes_of_their_names() throws Exception {
        List<String> ordered = List.of("A", "B", "a", "aa", "b", "é", "\uffee", "😀", "😀a");
        for (String name : List.of("😀a", "\uffee", "b", "aa", "é", "A", "😀", "B", "a")) {
            catalog.createStage(stage(name));
        }

        assertThat(catalog.stages()).extracting(StageDefinition::name).containsExactlyElementsOf(ordered);
        try (Catalog again = reopen()) {
            assertThat(again.stages()).extracting(StageDefinition::name).containsExactlyElementsOf(ordered);
        }
    }

    @Test
    void replacing_creates_or_puts_in_the_place() throws Exception {
        catalog.replaceStage(stage("s"));
        assertThat(catalog.stage("s")).contains(stage("s"));

        StageDefinition other = new StageDefinition(
                "s", Optional.empty(), CSV, "c", "alice", CREATED.plusSeconds(1), "analysts");
        catalog.replaceStage(other);

        assertThat(catalog.stages()).containsExactly(other);
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(other);
        }
    }

    @Test
    void an_update_puts_the_changed_in_the_place_of_the_current() throws Exception {
        StageDefinition current = stage("s");
        StageDefinition changed = current.withComment("c").withFileFormat(CSV);
        catalog.createStage(current);

        assertThat(catalog.updateStage(current, changed)).isTrue();

        assertThat(catalog.stage("s")).contains(changed);
        try (Catalog again = reopen()) {
            assertThat(again.stage("s")).contains(changed);
        }
    }

    @Test
    void an_update_of_what_is_no_longer_current_changes_nothing() throws Exception {
        StageDefinition seen = stage("s");
        StageDefinition meanwhile = seen.withComment("meanwhile");
        catalog.createStage(seen);
        catalog.updateStage(seen, meanwhile);

        assertThat(catalog.updateStage(seen, seen.withComment("late"))).isFalse();

        assertThat(catalog.stage("s")).contains(meanwhile);
        try (Catalog again = reopen()) {
            assertThat(again.stage("s")).contains(meanwhile);
        }
    }

    @Test
    void an_update_of_a_dropped_stage_does_not_bring_it_back() throws Exception {
        catalog.createStage(stage("s"));
        catalog.dropStage("s");

        assertThat(catalog.updateStage(stage("s"), stage("s").withComment("c"))).isFalse();

        assertThat(catalog.stage("s")).isEmpty();
        try (Catalog again = reopen()) {
            assertThat(again.stages()).isEmpty();
        }
    }

    @Test
    void an_update_cannot_rename() {
        catalog.createStage(stage("s"));

        assertThatThrownBy(() -> catalog.updateStage(stage("s"), stage("t"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(catalog.stages()).containsExactly(stage("s"));
    }

    @Test
    void a_dropped_stage_is_gone_and_its_name_free() throws Exception {
        catalog.createStage(stage("s"));
        catalog.createStage(stage("t"));

        assertThat(catalog.dropStage("s")).isTrue();
        assertThat(catalog.dropStage("s")).isFalse();

        assertThat(catalog.stages()).containsExactly(stage("t"));
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(stage("t"));
        }
        assertThat(catalog.createStage(stage("s"))).isTrue();
    }

    @Test
    void a_list_of_stages_does_not_change_afterwards() {
        catalog.createStage(stage("s"));
        List<StageDefinition> before = catalog.stages();

        catalog.createStage(stage("t"));

        assertThat(before).containsExactly(stage("s"));
    }

    @Test
    void file_formats_are_created_replaced_listed_and_dropped() throws Exception {
        assertThat(catalog.createFileFormat(format("g"))).isTrue();
        assertThat(catalog.createFileFormat(format("f"))).isTrue();
        assertThat(catalog.createFileFormat(new FileFormatDefinition("f", FileFormat.DEFAULT, "x", CREATED))).isFalse();
        assertThat(catalog.fileFormat("f")).contains(format("f"));
        assertThat(catalog.fileFormats()).containsExactly(format("f"), format("g"));

        var other = new FileFormatDefinition("f", FileFormat.DEFAULT, "alice", CREATED.plusSeconds(1));
        catalog.replaceFileFormat(other);
        assertThat(catalog.dropFileFormat("g")).isTrue();
        assertThat(catalog.dropFileFormat("g")).isFalse();

        assertThat(catalog.fileFormats()).containsExactly(other);
        try (Catalog again = reopen()) {
            assertThat(again.fileFormats()).containsExactly(other);
        }
    }

    @Test
    void a_stage_keeps_where_it_lies() throws Exception {
        StageDefinition stage = external("s", "hunter2");
        catalog.createStage(stage);
        catalog.createStage(stage("t"));

        assertThat(catalog.stage("s")).contains(stage);
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(stage, stage("t"));
            assertThat(again.stage("s").orElseThrow().kind()).isEqualTo(StageDefinition.Kind.EXTERNAL);
            assertThat(again.stage("t").orElseThrow().kind()).isEqualTo(StageDefinition.Kind.INTERNAL);
        }
    }

    @Test
    void an_update_compares_where_stages_lie_and_moves_them() throws Exception {
        StageDefinition current = external("s", "hunter2");
        catalog.createStage(current);

        assertThat(catalog.updateStage(stage("s"), current.withComment("c"))).isFalse();
        assertThat(catalog.updateStage(external("s", "hunter3"), current.withComment("c"))).isFalse();
        assertThat(catalog.updateStage(external("s", "hunter2"), external("s", "hunter3"))).isTrue();

        try (Catalog again = reopen()) {
            assertThat(again.stage("s")).contains(external("s", "hunter3"));
        }
    }

    @Test
    void an_external_stage_is_replaced_by_an_internal_one_and_back() throws Exception {
        catalog.replaceStage(external("s", "hunter2"));
        catalog.replaceStage(stage("s"));
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(stage("s"));
        }
        catalog.replaceStage(external("s", "hunter3"));
        assertThat(catalog.dropStage("s")).isTrue();
        assertThat(catalog.stages()).isEmpty();
    }

    @Test
    void connections_are_created_replaced_listed_and_dropped() throws Exception {
        assertThat(catalog.createConnection(connection("d", "x"))).isTrue();
        assertThat(catalog.createConnection(connection("c", "hunter2"))).isTrue();
        assertThat(catalog.createConnection(connection("c", "other"))).isFalse();
        assertThat(catalog.connection("c")).contains(connection("c", "hunter2"));
        assertThat(catalog.connections()).containsExactly(connection("c", "hunter2"), connection("d", "x"));

        var other = new ConnectionDefinition("c", "azblob", ConnectionParameters.NONE, "alice", CREATED.plusSeconds(1));
        catalog.replaceConnection(other);
        catalog.replaceConnection(connection("C", "y"));
        assertThat(catalog.dropConnection("d")).isTrue();
        assertThat(catalog.dropConnection("d")).isFalse();

        assertThat(catalog.connections()).containsExactly(connection("C", "y"), other);
        try (Catalog again = reopen()) {
            assertThat(again.connections()).containsExactly(connection("C", "y"), other);
        }
    }

    @Test
    void parameters_hold_all_of_unicode() throws Exception {
        List<ConnectionDefinition> connections = new ArrayList<>();
        int chunk = 4_096;
        int parametersEach = 64;
        for (int first = 0; first <= Character.MAX_CODE_POINT; first += chunk * parametersEach) {
            var values = new TreeMap<String, String>();
            for (int start = first; start <= Character.MAX_CODE_POINT && values.size() < parametersEach; start += chunk) {
                values.put("k" + start, characters(start, start + chunk));
            }
            connections.add(new ConnectionDefinition("c" + connections.size(), "s3", new ConnectionParameters(values), "root", CREATED));
        }
        connections.forEach(catalog::createConnection);
        StageDefinition stage = stage("s").withLocation(new StoreUri("fs:///ü🚀\0\"/", connections.getFirst().parameters()));
        catalog.createStage(stage);

        try (Catalog again = reopen()) {
            assertThat(again.connections()).isEqualTo(connections);
            assertThat(again.stage("s")).contains(stage);
        }
    }

    private static String characters(int from, int to) {
        int[] codePoints = IntStream.range(from, to)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .toArray();
        return new String(codePoints, 0, codePoints.length);
    }

    @Test
    void a_stage_a_connection_and_a_file_format_may_share_a_name() {
        catalog.createConnection(connection("x", "hunter2"));
        catalog.createStage(stage("x"));
        catalog.createFileFormat(format("x"));

        catalog.dropFileFormat("x");

        assertThat(catalog.connection("x")).contains(connection("x", "hunter2"));
        assertThat(catalog.stage("x")).contains(stage("x"));
    }

    @Test
    void of_many_threads_that_create_one_name_one_wins() throws Exception {
        for (int round = 0; round < 20; round++) {
            String name = "s" + round;
            List<Boolean> created = together(16, thread -> catalog.createStage(stage(name).withComment("thread " + thread)));

            assertThat(created).containsOnlyOnce(true);
            assertThat(catalog.stage(name)).hasValueSatisfying(stage -> assertThat(stage.comment())
                    .isEqualTo("thread " + created.indexOf(true)));
        }
    }

    @Test
    void of_many_threads_that_update_one_state_one_wins() throws Exception {
        StageDefinition current = stage("s");
        catalog.createStage(current);
        for (int round = 0; round < 20; round++) {
            StageDefinition seen = current;
            String comment = "round " + round + " thread ";
            List<Boolean> updated = together(16, thread -> catalog.updateStage(seen, seen.withComment(comment + thread)));

            assertThat(updated).containsOnlyOnce(true);
            current = seen.withComment(comment + updated.indexOf(true));
            assertThat(catalog.stage("s")).contains(current);
        }
    }

    @Test
    void different_names_created_by_many_threads_are_all_there() throws Exception {
        together(16, thread -> {
            for (int i = 0; i < 10; i++) {
                StageDefinition stage = stage("s-" + thread + "-" + i);
                assertThat(catalog.createStage(stage)).isTrue();
                assertThat(catalog.stage(stage.name())).contains(stage);
            }
            return true;
        });

        assertThat(catalog.stages()).hasSize(160);
        try (Catalog again = reopen()) {
            assertThat(again.stages()).isEqualTo(catalog.stages());
        }
    }

    public static UserDefinition user(String name) {
        return new UserDefinition(name, new Login.NoPassword(), Optional.empty(), false, "root", CREATED, incarnation(name));
    }

    public static RoleDefinition role(String name) {
        return new RoleDefinition(name, "root", CREATED);
    }

    protected static Grant read(String stage, Grantee to) {
        return new Grant(Privilege.READ, onStage(stage), to);
    }

    protected static Grant readBelow(String stage, String path, Grantee to) {
        return new Grant(Privilege.READ, new GrantObject.Stage(stage, Optional.of(path)), to);
    }

    private static GrantObject onStage(String stage) {
        return new GrantObject.Stage(stage, Optional.empty());
    }

    private static Grantee toUser(String name) {
        return new Grantee.User(name);
    }

    private static Grantee toRole(String name) {
        return new Grantee.Role(name);
    }

    private void refused(ErrorCode code, ThrowingCallable change) {
        Grants before = catalog.grants();
        assertThatThrownBy(change)
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(catalog.grants()).isSameAs(before);
    }

    /** Everything that {@link Grants} shows of these, as values. */
    private static List<Object> shown(Catalog of) {
        Grants grants = of.grants();
        var shown = new ArrayList<Object>(List.of(grants.memberships()));
        for (String name : List.of("s", "t", "c", "r", "q", "bob", "ann", "public")) {
            shown.add(grants.on(onStage(name)));
            shown.add(grants.on(new GrantObject.Connection(name)));
            shown.add(grants.of(toUser(name)));
            shown.add(grants.of(toRole(name)));
            shown.add(grants.rolesOf(toUser(name)));
            shown.add(grants.rolesOf(toRole(name)));
        }
        shown.add(grants.on(new GrantObject.Global()));
        return shown;
    }

    private void sameWhenReopened() throws Exception {
        try (Catalog again = reopen()) {
            assertThat(shown(again)).isEqualTo(shown(catalog));
        }
    }

    @Test
    void stages_and_users_are_found_by_their_incarnation_while_it_lives() throws Exception {
        StageDefinition first = new StageDefinition("s", Optional.empty(), CSV, "", "root", CREATED, "r");
        StageDefinition second = new StageDefinition("s", Optional.empty(), CSV, "", "root", CREATED, "r");
        catalog.createStage(first);
        catalog.updateStage(first, first.withComment("c"));
        assertThat(catalog.stage(first.incarnation())).contains(first.withComment("c"));
        try (Catalog again = reopen()) {
            assertThat(again.stage(first.incarnation())).contains(first.withComment("c"));
        }
        catalog.replaceStage(second);
        assertThat(catalog.stage(first.incarnation())).isEmpty();
        assertThat(catalog.stage(second.incarnation())).contains(second);
        catalog.dropStage("s");
        assertThat(catalog.stage(second.incarnation())).isEmpty();

        UserDefinition ann = new UserDefinition("ann", new Login.Jwt(), Optional.empty(), false, "root", CREATED);
        UserDefinition next = new UserDefinition("ann", new Login.Jwt(), Optional.empty(), false, "root", CREATED);
        catalog.createUser(ann);
        assertThat(catalog.user(ann.incarnation())).contains(ann);
        try (Catalog again = reopen()) {
            assertThat(again.user(ann.incarnation())).contains(ann);
        }
        catalog.replaceUser(next);
        assertThat(catalog.user(ann.incarnation())).isEmpty();
        assertThat(catalog.user(next.incarnation())).contains(next);
        catalog.dropUser("ann");
        assertThat(catalog.user(next.incarnation())).isEmpty();
    }

    @Test
    void users_are_created_changed_replaced_listed_and_dropped() throws Exception {
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
        assertThat(catalog.createUser(jwt)).isTrue();
        assertThat(catalog.createUser(user("bob"))).isTrue();
        assertThat(catalog.createUser(ann)).isTrue();
        assertThat(catalog.createUser(user("ann"))).isFalse();
        assertThat(catalog.user("ann")).contains(ann);
        assertThat(catalog.users()).containsExactly(ann, user("bob"), jwt);
        try (Catalog again = reopen()) {
            assertThat(again.users()).containsExactly(ann, user("bob"), jwt);
        }

        assertThat(catalog.updateUser(user("ann"), user("ann"))).isFalse();
        assertThat(catalog.updateUser(ann, user("ann"))).isTrue();
        catalog.replaceUser(new UserDefinition("bob", new Login.Jwt(), Optional.empty(), false, "ann", CREATED));
        assertThat(catalog.dropUser("ÿ")).isTrue();
        assertThat(catalog.dropUser("ÿ")).isFalse();

        assertThat(catalog.users()).extracting(UserDefinition::name).containsExactly("ann", "bob");
        try (Catalog again = reopen()) {
            assertThat(again.users()).isEqualTo(catalog.users());
            assertThat(again.user("ann")).contains(user("ann"));
            assertThat(again.user("bob")).hasValueSatisfying(bob -> assertThat(bob.login()).isEqualTo(new Login.Jwt()));
        }
    }

    @Test
    void a_user_keeps_every_key_with_its_label_and_age() throws Exception {
        var login = new Login.KeyPair(List.of(
                new UserKey(KEY, "", CREATED), new UserKey(OTHER_KEY, "a \"label\"", CREATED.plusSeconds(1))));
        catalog.createUser(new UserDefinition("kate", login, Optional.empty(), false, "root", CREATED));
        try (Catalog again = reopen()) {
            assertThat(again.user("kate")).hasValueSatisfying(kate -> assertThat(kate.login()).isEqualTo(login));
        }
    }

    @Test
    void a_roles_comment_is_changed_by_one_of_two() throws Exception {
        catalog.createRole(role("r"));
        RoleDefinition changed = role("r").withComment("what it is for", CREATED.plusSeconds(1));
        assertThat(catalog.updateRole(role("r"), changed)).isTrue();
        assertThat(catalog.updateRole(role("r"), changed)).isFalse();
        try (Catalog again = reopen()) {
            assertThat(again.roles()).containsExactly(changed);
        }
    }

    @Test
    void roles_are_created_listed_and_dropped() throws Exception {
        assertThat(catalog.createRole(role("r"))).isTrue();
        assertThat(catalog.createRole(role("q"))).isTrue();
        assertThat(catalog.createRole(new RoleDefinition("q", "ann", CREATED))).isFalse();
        assertThat(catalog.role("q")).contains(role("q"));
        assertThat(catalog.roles()).containsExactly(role("q"), role("r"));

        assertThat(catalog.dropRole("q")).isTrue();
        assertThat(catalog.dropRole("q")).isFalse();
        try (Catalog again = reopen()) {
            assertThat(again.roles()).containsExactly(role("r"));
        }
    }

    @Test
    void a_stage_keeps_the_rules_of_its_urls() throws Exception {
        var rules = new PresignRules(
                Optional.of(Duration.ofSeconds(900)),
                OptionalLong.of(2L << 30),
                List.of("text/csv", "application/json; charset=\"utf-8\""),
                false,
                Set.of(PresignRules.Method.UPLOAD));
        StageDefinition stage = stage("s").withPresign(rules);
        catalog.createStage(stage);
        catalog.createStage(stage("t"));
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(stage, stage("t"));
        }

        assertThat(catalog.updateStage(stage("s"), stage("s"))).isFalse();
        assertThat(catalog.updateStage(stage, stage("s"))).isTrue();
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(stage("s"), stage("t"));
        }
    }

    @Test
    void a_connection_keeps_its_owner_and_passes_into_other_hands() throws Exception {
        ConnectionDefinition first = connection("c", "hunter2").withOwner("r");
        catalog.createConnection(first);
        catalog.createConnection(connection("d", "hunter2"));

        assertThat(catalog.updateConnection(connection("c", "hunter2"), connection("c", "x"))).isFalse();
        assertThat(catalog.updateConnection(first, first.withOwner("q"))).isTrue();
        assertThat(catalog.updateConnection(first, first.withOwner("z"))).isFalse();
        assertThatThrownBy(() -> catalog.updateConnection(first, connection("d", "x"))).isInstanceOf(IllegalArgumentException.class);

        assertThat(catalog.connection("c")).contains(first.withOwner("q"));
        try (Catalog again = reopen()) {
            assertThat(again.connections()).containsExactly(first.withOwner("q"), connection("d", "hunter2"));
        }
    }

    private void someGrants() {
        catalog.createStage(stage("s"));
        catalog.createStage(stage("t"));
        catalog.createConnection(connection("c", "x"));
        catalog.createUser(user("bob"));
        catalog.createUser(user("ann"));
        catalog.createRole(role("r"));
        catalog.createRole(role("q"));
        catalog.grant(List.of(
                read("s", toRole("r")),
                readBelow("s", "in/", toUser("bob")),
                readBelow("s", "in/", toRole("public")),
                new Grant(Privilege.WRITE, onStage("t"), toUser("bob")),
                new Grant(Privilege.ACCESS_CONNECTION, new GrantObject.Connection("c"), toRole("r")),
                new Grant(Privilege.SUPER, new GrantObject.Global(), toUser("ann"))));
        catalog.grantRole(new Membership("r", toUser("bob")));
        catalog.grantRole(new Membership("q", toRole("r")));
        catalog.grantRole(new Membership("account_admin", toUser("ann")));
    }

    @Test
    void grants_are_found_by_grantee_and_by_object() throws Exception {
        someGrants();

        Grants grants = catalog.grants();
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
    void the_grants_are_one_object_until_one_changes() {
        someGrants();
        Grants before = catalog.grants();
        List<Object> shown = shown(catalog);

        catalog.grant(List.of(read("s", toRole("r"))));
        catalog.grant(List.of());
        catalog.revoke(List.of(read("s", toRole("q"))));
        catalog.grantRole(new Membership("r", toUser("bob")));
        catalog.grantRole(new Membership("public", toUser("bob")));
        assertThat(catalog.revokeRole(new Membership("r", toUser("ann")))).isFalse();
        catalog.createStage(stage("u"));
        catalog.updateStage(stage("s"), stage("s").withComment("c"));
        catalog.updateUser(user("bob"), new UserDefinition("bob", new Login.Jwt(), Optional.empty(), false, "root", CREATED));
        catalog.dropStage("u");
        assertThat(catalog.grants()).isSameAs(before);
        assertThat(shown(catalog)).isEqualTo(shown);

        catalog.revoke(List.of(read("s", toRole("r")), read("s", toRole("q"))));
        assertThat(catalog.grants()).isNotSameAs(before);
        assertThat(before.of(toRole("r"))).contains(read("s", toRole("r")));
        assertThat(catalog.grants().of(toRole("r"))).doesNotContain(read("s", toRole("r")));
        assertThatThrownBy(() -> before.of(toRole("r")).clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> before.on(onStage("s")).clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> before.rolesOf(toUser("bob")).clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void roles_are_taken_back() throws Exception {
        someGrants();
        assertThat(catalog.revokeRole(new Membership("r", toUser("bob")))).isTrue();
        assertThat(catalog.revokeRole(new Membership("r", toUser("bob")))).isFalse();
        assertThat(catalog.grants().rolesOf(toUser("bob"))).isEmpty();
        sameWhenReopened();
    }

    @Test
    void grants_on_a_stage_end_when_it_is_dropped_or_replaced_and_do_not_come_back() throws Exception {
        someGrants();
        catalog.replaceStage(stage("s"));
        assertThat(catalog.grants().on(onStage("s"))).isEmpty();
        assertThat(catalog.grants().of(toRole("public"))).isEmpty();
        sameWhenReopened();

        assertThat(catalog.dropStage("t")).isTrue();
        assertThat(catalog.grants().of(toUser("bob"))).isEmpty();
        catalog.createStage(stage("t"));
        assertThat(catalog.grants().on(onStage("t"))).isEmpty();
        assertThat(catalog.grants().on(new GrantObject.Connection("c"))).hasSize(1);
        sameWhenReopened();
    }

    @Test
    void grants_on_a_connection_end_when_it_is_dropped_or_replaced() throws Exception {
        someGrants();
        Grant access = new Grant(Privilege.ACCESS_CONNECTION, new GrantObject.Connection("c"), toRole("r"));
        catalog.updateConnection(connection("c", "x"), connection("c", "x").withOwner("q"));
        assertThat(catalog.grants().on(access.object())).containsExactly(access);
        sameWhenReopened();

        catalog.replaceConnection(connection("c", "x"));
        assertThat(catalog.grants().on(access.object())).isEmpty();
        sameWhenReopened();

        catalog.grant(List.of(access));
        catalog.dropConnection("c");
        assertThat(catalog.grants().on(access.object())).isEmpty();
        sameWhenReopened();
    }

    @Test
    void what_a_user_was_granted_ends_when_they_are_dropped() throws Exception {
        someGrants();
        assertThat(catalog.dropUser("bob")).isTrue();
        catalog.createUser(user("bob"));
        nothingIsGrantedToBob();
    }

    @Test
    void what_a_user_was_granted_ends_when_they_are_replaced() throws Exception {
        someGrants();
        catalog.replaceUser(new UserDefinition("bob", new Login.Jwt(), Optional.empty(), false, "root", CREATED));
        nothingIsGrantedToBob();
    }

    private void nothingIsGrantedToBob() throws Exception {
        assertThat(catalog.grants().of(toUser("bob"))).isEmpty();
        assertThat(catalog.grants().rolesOf(toUser("bob"))).isEmpty();
        assertThat(catalog.grants().on(onStage("s"))).doesNotContain(readBelow("s", "in/", toUser("bob"))).hasSize(2);
        sameWhenReopened();
    }

    @Test
    void a_dropped_role_is_taken_from_everyone_with_what_it_was_granted() throws Exception {
        someGrants();
        assertThat(catalog.dropRole("r")).isTrue();
        catalog.createRole(role("r"));

        assertThat(catalog.grants().of(toRole("r"))).isEmpty();
        assertThat(catalog.grants().rolesOf(toRole("r"))).isEmpty();
        assertThat(catalog.grants().memberships()).containsExactly(new Membership("account_admin", toUser("ann")));
        assertThat(catalog.grants().on(new GrantObject.Connection("c"))).isEmpty();
        sameWhenReopened();
    }

    @Test
    void a_grant_on_or_to_what_is_not_there_is_refused_with_all_that_came_with_it() {
        someGrants();
        Grant legal = read("t", toRole("q"));
        refused(ErrorCode.UNKNOWN_STAGE, () -> catalog.grant(List.of(legal, read("u", toRole("q")))));
        refused(ErrorCode.UNKNOWN_ROLE, () -> catalog.grant(List.of(legal, read("t", toRole("nobody")))));
        refused(
                ErrorCode.UNKNOWN_CONNECTION,
                () -> catalog.grant(List.of(
                        legal, new Grant(Privilege.ACCESS_CONNECTION, new GrantObject.Connection("d"), toRole("q")))));
        refused(ErrorCode.UNKNOWN_ROLE, () -> catalog.grantRole(new Membership("nothing", toUser("bob"))));
        refused(ErrorCode.UNKNOWN_ROLE, () -> catalog.grantRole(new Membership("r", toRole("nobody"))));
        catalog.dropUser("bob");
        refused(ErrorCode.UNKNOWN_USER, () -> catalog.grant(List.of(legal, read("t", toUser("bob")))));
        refused(ErrorCode.UNKNOWN_USER, () -> catalog.grantRole(new Membership("r", toUser("bob"))));
        assertThatThrownBy(() -> catalog.grant(List.of(new Grant(Privilege.OWNERSHIP, onStage("t"), toRole("q")))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void what_was_granted_to_a_user_of_the_configuration_is_not_the_next_ones_of_that_name() throws Exception {
        someGrants();
        catalog.grant(List.of(read("t", toUser("cfg"))));
        catalog.grantRole(new Membership("r", toUser("cfg")));
        assertThat(catalog.grants().of(toUser("cfg"))).hasSize(1);

        catalog.createUser(user("cfg"));

        assertThat(catalog.grants().of(toUser("cfg"))).isEmpty();
        assertThat(catalog.grants().rolesOf(toUser("cfg"))).isEmpty();
        try (Catalog again = reopen()) {
            assertThat(again.grants().of(toUser("cfg"))).isEmpty();
            assertThat(again.grants().rolesOf(toUser("cfg"))).isEmpty();
        }
    }

    @Test
    void no_role_comes_to_contain_itself_even_when_many_try_at_once() throws Exception {
        someGrants();
        refused(ErrorCode.BAD_ARGUMENTS, () -> catalog.grantRole(new Membership("r", toRole("r"))));
        refused(ErrorCode.BAD_ARGUMENTS, () -> catalog.grantRole(new Membership("r", toRole("q"))));
        catalog.revokeRole(new Membership("q", toRole("r")));

        List<Boolean> granted = together(16, thread -> {
            try {
                catalog.grantRole(thread % 2 == 0 ? new Membership("r", toRole("q")) : new Membership("q", toRole("r")));
                return true;
            } catch (StagedoorException e) {
                return false;
            }
        });

        assertThat(granted).filteredOn(each -> each).hasSize(8);
        assertThat(catalog.grants().rolesOf(toRole("q")).isEmpty()).isNotEqualTo(catalog.grants().rolesOf(toRole("r")).isEmpty());
    }

    @Test
    void grants_that_race_with_a_drop_leave_none_to_nobody() throws Exception {
        someGrants();
        for (int round = 0; round < 20; round++) {
            catalog.createUser(user("x"));
            catalog.createStage(stage("x"));
            together(8, thread -> switch (thread) {
                case 0 -> catalog.dropUser("x");
                case 1 -> catalog.dropStage("x");
                default -> {
                    try {
                        catalog.grant(List.of(read("x", toUser("x")), readBelow("x", "p" + thread + "/", toRole("r"))));
                        catalog.grantRole(new Membership("r", toUser("x")));
                        yield true;
                    } catch (StagedoorException e) {
                        yield false;
                    }
                }
            });
            assertThat(catalog.grants().of(toUser("x"))).isEmpty();
            assertThat(catalog.grants().rolesOf(toUser("x"))).isEmpty();
            assertThat(catalog.grants().on(onStage("x"))).isEmpty();
        }
        sameWhenReopened();
    }

    @Test
    void many_are_granted_and_taken_back_at_once() throws Exception {
        someGrants();
        List<Grant> many = IntStream.range(0, 5_000).mapToObj(i -> readBelow("t", "dir é\"" + i + "/", toRole("q"))).toList();
        catalog.grant(many);
        assertThat(catalog.grants().of(toRole("q"))).hasSize(5_000);
        sameWhenReopened();

        catalog.revoke(many);
        assertThat(catalog.grants().of(toRole("q"))).isEmpty();
        sameWhenReopened();
    }

    /** One thread's part. */
    @FunctionalInterface
    protected interface Part {
        boolean run(int thread) throws Exception;
    }

    /** Starts every part at the same moment; answers by thread. */
    protected static List<Boolean> together(int threads, Part part) throws Exception {
        var start = new CyclicBarrier(threads);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> running = IntStream.range(0, threads)
                    .mapToObj(thread -> executor.submit((Callable<Boolean>) () -> {
                        start.await();
                        return part.run(thread);
                    }))
                    .toList();
            var answers = new ArrayList<Boolean>();
            for (Future<Boolean> each : running) {
                answers.add(answer(each));
            }
            return answers;
        }
    }

    private static boolean answer(Future<Boolean> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }
}
