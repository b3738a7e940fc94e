package dev.stagedoor.engine.presign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.MemoryObjectStore;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.ledger.PresignRecords;
import dev.stagedoor.ledger.PresignUse;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.StorageException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PRESIGN, system.presigns and REVOKE PRESIGN over a real ledger: what is entered, who sees it, who takes it back. */
class PresignLedgerTest extends EngineTest {
    private static final String EXTERNAL = "CREATE STAGE ext URL = 's3://lake/in/' CONNECTION = (REGION = 'us-east-1')";

    @BeforeEach
    void someone() {
        as("root", "CREATE STAGE s");
        fixture.stores.bucket("lake").capabilities = EnumSet.of(Capability.PRESIGN_GET, Capability.PRESIGN_PUT);
        for (String user : List.of("ann", "bob", "guest")) {
            as("root", "CREATE ROLE " + user + "s");
            as("root", "CREATE USER " + user + " IDENTIFIED BY 'password' WITH DEFAULT_ROLE = '" + user + "s'");
            as("root", "GRANT ROLE " + user + "s TO " + user);
            as("root", "GRANT CREATE STAGE ON *.* TO ROLE " + user + "s");
        }
    }

    @Test
    void what_is_entered_is_what_was_signed() {
        var context = new StatementContext(
                Fixture.ROOT, SessionState.DEFAULT, Fixture.ORIGIN, new Cancellation(), "192.0.2.7");
        fixture.engine.execute(
                "PRESIGN UPLOAD @s/a/b.csv EXPIRE = 600 CONTENT_TYPE = 'text/csv' MAX_SIZE = 1000 OVERWRITE = FALSE ONE_TIME = TRUE"
                        + " FROM_IP = '10.0.0.0/8'",
                context);
        PresignRecord record = records().getFirst();
        assertThat(record.issued().id()).isEqualTo(signedId());
        assertThat(record.issued().issuedAt()).isEqualTo(Fixture.NOW);
        assertThat(record.issued().terms())
                .isEqualTo("{\"content_type\":\"text/csv\",\"max_size\":1000,\"overwrite\":false,\"one_time\":true,\"from_ip\":[\"10.0.0."
                        + "0/8\"]}");
        assertThat(Fixture.rows(as("root", "SELECT * FROM system.presigns")))
                .containsExactly(row(
                        signedId().toString(), "2026-11-22 10:00:00.123456", "root", "s", "a/b.csv", "PUT", record.issued().terms(),
                        "2026-11-22 10:10:00.000000", null, null, "0", null, "issued", null, "192.0.2.7", null));
        assertThat(record.issued().door()).isTrue();
    }

    @Test
    void what_was_narrowed_is_entered_as_it_was_narrowed() {
        as("root", "ALTER STAGE s SET PRESIGN = (MAX_EXPIRE = 900, MAX_SIZE = 1000)");
        StatementResult result = as("root", "PRESIGN UPLOAD @s/f EXPIRE = 3600 MAX_SIZE = 2000");
        assertThat(result.warnings()).hasSize(2);
        assertThat(records().getFirst().issued().terms()).isEqualTo("{\"max_size\":1000}");
        assertThat(records().getFirst().issued().expiresAt()).isEqualTo("2026-11-22T10:15:00Z");
    }

    @Test
    void a_refused_presign_enters_nothing() {
        fixture.store.fault = new StorageException(StorageException.Kind.UNSUPPORTED, "not here");
        assertRefused(ErrorCode.STORAGE_UNSUPPORTED, () -> as("root", "PRESIGN @s/f"));
        fixture.store.fault = null;
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> as("root", "PRESIGN @s/f MAX_SIZE = 1"));
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> as("root", "PRESIGN @s/dir/"));
        assertRefused(ErrorCode.UNKNOWN_STAGE, () -> as("root", "PRESIGN @nope/f"));
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("ann", "PRESIGN @s/f"));
        as("root", "ALTER STAGE s SET PRESIGN = (METHODS = (UPLOAD))");
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("root", "PRESIGN @s/f"));
        assertThat(records()).isEmpty();
    }

    @Test
    void what_became_of_a_url_is_shown_in_the_zone_of_the_session() {
        as("root", "PRESIGN @s/f");
        PresignId id = signedId();
        fixture.ledger.used(new PresignUse(id, Fixture.NOW.plusSeconds(1), 7, "192.0.2.1", Optional.empty()));
        fixture.ledger.used(new PresignUse(id, Fixture.NOW.plusSeconds(2), 9, "192.0.2.2", Optional.empty()));
        fixture.ledger.used(new PresignUse(id, Fixture.NOW.plusSeconds(3), 0, "192.0.2.3", Optional.of("signed for another method")));
        String sql = "SELECT used_at, last_used_at, uses, bytes, outcome, reason, used_from, issued_at FROM system.presigns";
        var tokyo = Fixture.context(Fixture.session("timezone", "Asia/Tokyo"));
        assertThat(Fixture.rows(fixture.engine.execute(sql, tokyo), tokyo.session()))
                .containsExactly(row(
                        "2026-11-22 19:00:01.123456", "2026-11-22 19:00:02.123456", "2", "9", "used", "signed for another method",
                        "192.0.2.3",
                        "2026-11-22 19:00:00.123456"));
    }

    @Test
    void terms_are_json_and_columns_can_be_asked_for_by_name() {
        as("root", "PRESIGN UPLOAD @s/f MAX_SIZE = 5");
        assertThat(Fixture.rows(
                as("root", "SELECT user, terms->>'max_size', count(*) FROM system.presigns WHERE method = 'PUT' GROUP BY ALL")))
                .containsExactly(row("root", "5", "1"));
    }

    @Test
    void one_sees_ones_own_urls_and_those_of_a_stage_one_owns() {
        as("ann", "CREATE STAGE anns");
        as("root", "GRANT READ ON STAGE anns TO ROLE bobs");
        as("root", "GRANT READ ON STAGE s TO ROLE bobs");
        as("bob", "PRESIGN @anns/by-bob");
        as("bob", "PRESIGN @s/by-bob");
        as("bob", "PRESIGN @~/bobs-own");
        as("ann", "PRESIGN @~/anns-own");
        assertThat(seenBy("root")).containsExactly("anns-own", "bobs-own", "by-bob", "by-bob");
        assertThat(seenBy("bob")).containsExactly("bobs-own", "by-bob", "by-bob");
        assertThat(seenBy("ann")).containsExactly("anns-own", "by-bob");
        assertThat(seenBy("guest")).isEmpty();
    }

    @Test
    void owner_of_a_stage_does_not_see_urls_of_another_that_had_its_name() {
        as("bob", "CREATE STAGE shared");
        as("bob", "PRESIGN @shared/secret-project.csv");
        fixture.clock.set(Fixture.NOW.plusSeconds(60));
        as("bob", "DROP STAGE shared");
        as("ann", "CREATE STAGE shared");
        assertThat(seenBy("ann")).isEmpty();
        assertThat(seenBy("bob")).containsExactly("secret-project.csv");
    }

    @Test
    void whoever_asked_for_a_url_and_the_owner_of_its_stage_and_super_may_revoke_it() {
        as("ann", "CREATE STAGE anns");
        as("root", "GRANT READ ON STAGE anns TO ROLE bobs");
        for (String revoker : List.of("bob", "ann", "root")) {
            as("bob", "PRESIGN @anns/f");
            PresignId id = signedId();
            PresignId other = presignedBy("bob", "PRESIGN @anns/other");
            assertThat(as(revoker, "REVOKE PRESIGN '" + id + "'").warnings()).isEmpty();
            assertThat(fixture.ledger.isRevoked(id)).as(revoker).isTrue();
            assertThat(fixture.ledger.isRevoked(other)).isFalse();
        }
    }

    @Test
    void an_unknown_id_and_somebody_elses_get_the_same_answer() {
        as("bob", "PRESIGN @~/f");
        String somebodyElses = signedId().toString();
        String unknown = "01920000-0000-7000-8000-000000000000";
        for (String id : List.of(somebodyElses, unknown)) {
            assertRefused(ErrorCode.BAD_ARGUMENTS, () -> as("guest", "REVOKE PRESIGN '" + id + "'"))
                    .hasMessage("There is no presigned URL with id '" + id
                            + "' that you could revoke; SELECT id FROM system.presigns shows those you can.");
        }
        assertThat(fixture.ledger.isRevoked(PresignId.parse(somebodyElses).orElseThrow())).isFalse();
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> as("root", "REVOKE PRESIGN 'x'"))
                .hasMessageStartingWith("'x' is not the id of a presigned URL");
    }

    @Test
    void urls_of_a_stage_are_revoked_by_who_may_alter_it_and_no_others_are() {
        as("root", "CREATE STAGE t");
        PresignId of = presignedBy("root", "PRESIGN @s/f");
        PresignId other = presignedBy("root", "PRESIGN @t/f");
        PresignId own = presignedBy("root", "PRESIGN @~/f");
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> as("ann", "REVOKE PRESIGN ON STAGE s"));
        assertThat(fixture.ledger.isRevoked(of)).isFalse();
        assertThat(as("root", "REVOKE PRESIGN ON STAGE s").warnings()).isEmpty();
        assertThat(fixture.ledger.isRevoked(of)).isTrue();
        assertThat(fixture.ledger.isRevoked(other)).isFalse();
        assertThat(fixture.ledger.isRevoked(own)).isFalse();
        assertThat(fixture.ledger.isRevoked(presignedBy("root", "PRESIGN @s/f"))).isFalse();
        assertRefused(ErrorCode.UNKNOWN_STAGE, () -> as("root", "REVOKE PRESIGN ON STAGE nope"));
    }

    @Test
    void urls_of_ones_own_stage_are_revoked_without_those_of_others() {
        PresignId anns = presignedBy("ann", "PRESIGN @~/f");
        PresignId bobs = presignedBy("bob", "PRESIGN @~/f");
        as("ann", "REVOKE PRESIGN ON STAGE ~");
        assertThat(fixture.ledger.isRevoked(anns)).isTrue();
        assertThat(fixture.ledger.isRevoked(bobs)).isFalse();
    }

    @Test
    void what_cannot_be_stopped_is_said() {
        as("root", EXTERNAL);
        as("root", "PRESIGN UPLOAD @ext/a EXPIRE = 60");
        String first = records().getFirst().issued().id().toString();
        assertThat(as("root", "REVOKE PRESIGN '" + first + "'").warnings())
                .containsExactly("1 URL with this id leads to s3://lake/in/ and stays valid until 2026-11-22T10:01:00Z: this server cannot"
                        + " stop what another store serves. To end that sooner, rotate the key that signed it or change the bucket's"
                        + " policy.");
        as("root", "PRESIGN UPLOAD @ext/b EXPIRE = 60");
        as("root", "PRESIGN UPLOAD @ext/c EXPIRE = 600");
        String two = "2 URLs of stage 'ext' lead to s3://lake/in/ and stay valid until, at the latest, 2026-11-22T10:10:00Z: this server"
                + " cannot stop what another store serves. To end that sooner, rotate the key that signed them or change the bucket's"
                + " policy.";
        assertThat(as("root", "REVOKE PRESIGN ON STAGE ext").warnings()).containsExactly(two);
        as("root", "PRESIGN UPLOAD @ext/b EXPIRE = 60");
        as("root", "PRESIGN UPLOAD @ext/c EXPIRE = 600");
        assertThat(as("root", "DROP STAGE ext").warnings()).containsExactly(two);
    }

    @Test
    void what_outlives_a_right_or_a_rule_in_a_store_elsewhere_is_said() {
        as("root", EXTERNAL);
        as("root", "GRANT READ, WRITE ON STAGE ext TO ROLE bobs");
        as("root", "GRANT READ, WRITE ON STAGE s TO ROLE bobs");
        as("bob", "PRESIGN UPLOAD @ext/a EXPIRE = 60");
        as("bob", "PRESIGN UPLOAD @s/a EXPIRE = 600"); // behind the door, which stops it
        String onStage = "1 URL of stage 'ext', whoever asked for it, leads to s3://lake/in/ and stays valid until 2026-11-22T10:01:00Z:"
                + " this server cannot stop what another store serves.";
        String ofBob = "1 URL that user 'bob' asked for leads to stores elsewhere and stays valid until 2026-11-22T10:01:00Z:";
        assertThat(as("root", "REVOKE WRITE ON STAGE ext FROM ROLE bobs").warnings()).singleElement().asString().startsWith(onStage);
        assertThat(as("root", "REVOKE WRITE ON STAGE s FROM ROLE bobs").warnings()).isEmpty();
        assertThat(as("root", "ALTER STAGE ext SET PRESIGN = (MAX_EXPIRE = 30)").warnings()).singleElement().asString().startsWith(onStage);
        assertThat(as("root", "ALTER STAGE ext SET COMMENT = 'x'").warnings()).isEmpty();
        as("root", "CREATE ROLE other");
        assertThat(as("root", "GRANT OWNERSHIP ON STAGE ext TO ROLE other").warnings()).singleElement().asString().startsWith(onStage);
        assertThat(as("root", "REVOKE ROLE bobs FROM USER bob").warnings()).singleElement().asString().startsWith(ofBob);
        assertThat(as("root", "ALTER USER bob WITH DISABLED = TRUE").warnings()).singleElement().asString().startsWith(ofBob);
        assertThat(as("root", "ALTER USER bob WITH DISABLED = FALSE").warnings()).isEmpty();
        assertThat(fixture.ledger.isRevoked(records().getFirst().issued().id())).isFalse();
    }

    @Test
    void what_outlives_a_right_that_many_lose_at_once_is_said_of_those_who_lose_it() {
        as("root", EXTERNAL);
        as("root", "CREATE ROLE readers");
        as("root", "GRANT READ ON STAGE ext PATH 'a/' TO ROLE readers");
        as("root", "GRANT ROLE readers TO ROLE bobs");
        as("root", "GRANT ROLE readers TO ROLE anns");
        as("root", "GRANT READ ON STAGE s TO ROLE guests");
        as("bob", "PRESIGN @ext/a/f EXPIRE = 60");
        as("ann", "PRESIGN @ext/a/f EXPIRE = 600");
        as("guest", "PRESIGN @s/f"); // behind the door
        String ofBob = "1 URL that user 'bob' asked for leads to stores elsewhere and stays valid until 2026-11-22T10:01:00Z:";
        String ofBoth = "2 URLs that users ann, bob asked for lead to stores elsewhere and stay valid until, at the latest,"
                + " 2026-11-22T10:10:00Z: this server cannot stop what another store serves.";
        assertThat(as("root", "REVOKE ROLE readers FROM ROLE bobs").warnings()).singleElement().asString().startsWith(ofBob);
        as("root", "GRANT ROLE readers TO ROLE bobs");
        assertThat(as("root", "DROP ROLE readers").warnings()).singleElement().asString().startsWith(ofBoth);
        assertThat(as("root", "DROP ROLE IF EXISTS readers").warnings()).isEmpty();
        as("root", "GRANT SUPER ON *.* TO ROLE bobs");
        as("root", "GRANT SUPER ON *.* TO USER ann");
        assertThat(as("root", "REVOKE CREATE STAGE ON *.* FROM ROLE bobs").warnings()).isEmpty();
        assertThat(as("root", "REVOKE SUPER ON *.* FROM ROLE bobs").warnings()).singleElement().asString().startsWith(ofBob);
        as("root", "GRANT READ ON STAGE ext TO USER ann");
        assertThat(as("root", "REVOKE ALL ON *.* FROM USER ann").warnings()).isNotEmpty(); // WRITE is gone
        as("root", "GRANT SUPER ON *.* TO USER ann");
        as("root", "GRANT WRITE ON STAGE ext TO ROLE anns");
        assertThat(as("root", "REVOKE ALL ON *.* FROM USER ann").warnings()).isEmpty(); // READ and WRITE were granted besides
        assertThat(as("root", "DROP ROLE guests").warnings()).isEmpty();
    }

    @Test
    void stage_that_is_led_elsewhere_leaves_its_urls_behind_and_names_where_they_lead() {
        as("root", EXTERNAL);
        as("root", "PRESIGN UPLOAD @ext/a EXPIRE = 60");
        assertThat(as("root", EXTERNAL.replace("CREATE STAGE ext", "ALTER STAGE ext SET").replace("/in/", "/elsewhere/")).warnings())
                .singleElement()
                .asString()
                .startsWith("1 URL of stage 'ext' leads to s3://lake/in/ and stays valid");
        assertThat(as("root", "REVOKE PRESIGN ON STAGE ext").warnings()).isEmpty();
    }

    @Test
    void dropped_and_replaced_stages_take_their_urls_along() {
        PresignId old = presignedBy("root", "PRESIGN @s/f");
        as("root", "CREATE OR REPLACE STAGE s");
        assertThat(fixture.ledger.isRevoked(old)).isTrue();
        PresignId replaced = presignedBy("root", "PRESIGN @s/f");
        assertThat(fixture.ledger.isRevoked(replaced)).isFalse();
        assertThat(as("root", "DROP STAGE s").warnings()).isEmpty();
        assertThat(fixture.ledger.isRevoked(replaced)).isTrue();
        as("root", "CREATE STAGE s");
        assertThat(fixture.ledger.isRevoked(presignedBy("root", "PRESIGN @s/f"))).isFalse();
    }

    @Test
    void urls_are_revoked_before_the_files_of_their_stage_are_removed() {
        PresignId id = presignedBy("root", "PRESIGN UPLOAD @s/f");
        fixture.store.add("stage/internal/s/f", 1);
        fixture.store.fault = new StorageException(StorageException.Kind.UNAVAILABLE, "try again");
        assertRefused(ErrorCode.STORAGE_UNAVAILABLE, () -> as("root", "DROP STAGE s"));
        assertThat(fixture.ledger.isRevoked(id)).isTrue();
        assertThat(fixture.catalog.stage("s")).isPresent();
    }

    @Test
    void a_dropped_user_takes_their_urls_along() {
        as("root", "GRANT READ ON STAGE s TO ROLE bobs");
        PresignId onStage = presignedBy("bob", "PRESIGN @s/f");
        PresignId own = presignedBy("bob", "PRESIGN @~/f");
        PresignId anns = presignedBy("ann", "PRESIGN @~/f");
        as("root", "DROP USER bob");
        assertThat(fixture.ledger.isRevoked(onStage)).isTrue();
        assertThat(fixture.ledger.isRevoked(own)).isTrue();
        assertThat(fixture.ledger.isRevoked(anns)).isFalse();
    }

    @Test
    void a_file_that_a_listing_sees_in_a_store_elsewhere_has_arrived() {
        as("root", EXTERNAL);
        for (String sql : List.of("LIST @ext", "SELECT * FROM list_stage(location => '@ext')", "LIST @ext PATTERN = 'nothing'",
                "REMOVE @ext")) {
            as("root", "PRESIGN UPLOAD @ext/a.csv");
            PresignId id = records().getFirst().issued().id();
            put(fixture.stores.bucket("lake"), "in/a.csv", 7);
            Fixture.drain(as("root", sql));
            PresignRecord record = fixture.ledger.find(id).orElseThrow();
            assertThat(record.outcome()).as(sql).isEqualTo(PresignRecord.Outcome.ARRIVED);
            assertThat(record.bytes()).hasValue(7);
        }
    }

    @Test
    void listings_behind_the_door_tell_nothing_because_the_door_knows_better() {
        as("root", "PRESIGN UPLOAD @s/a.csv");
        put(fixture.store, "stage/internal/s/a.csv", 7);
        Fixture.drain(as("root", "LIST @s"));
        assertThat(records().getFirst().outcome()).isEqualTo(PresignRecord.Outcome.ISSUED);
    }

    private static void put(MemoryObjectStore store, String key, long size) {
        Instant later = Fixture.NOW.plusSeconds(1);
        store.objects.put(key, new ObjectSummary(key, size, Optional.empty(), later));
    }

    private StatementResult as(String user, String sql) {
        String role = user.equals("root") ? RoleDefinition.ACCOUNT_ADMIN : user + "s";
        return fixture.engine.execute(
                sql, new StatementContext(new Principal(user, role), SessionState.DEFAULT, Fixture.ORIGIN, new Cancellation()));
    }

    private PresignId presignedBy(String user, String sql) {
        as(user, sql);
        return signedId();
    }

    private PresignId signedId() {
        return Objects.requireNonNull(fixture.store.signed).id().orElseThrow();
    }

    private List<@Nullable String> seenBy(String user) {
        return Fixture.firstColumn(Fixture.rows(as(user, "SELECT path FROM system.presigns ORDER BY path")));
    }

    private List<PresignRecord> records() {
        List<PresignRecord> all = new ArrayList<>();
        try (PresignRecords records = fixture.ledger.records()) {
            for (PresignRecord record = records.next(); record != null; record = records.next()) {
                all.add(record);
            }
        }
        return all;
    }

    private static List<@Nullable String> row(@Nullable String... cells) {
        return java.util.Arrays.asList(cells);
    }
}
