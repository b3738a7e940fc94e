package dev.stagedoor.engine.presign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.MemoryMultipart;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.signing.term.ContentLength;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.PresignId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads that are planned by their size, sent in parts, and confirmed. */
class UploadPlanTest extends EngineTest {
    private static final long MIB = 1 << 20;
    private static final String KEY = "stage/internal/s/big.bin";
    private static final String URL = "http://127.0.0.1:8000/bucket/" + KEY + "?expires=";

    @BeforeEach
    void stage() {
        fixture.createStage("s");
    }

    private MemoryMultipart parts() {
        return fixture.store.multipart.orElseThrow();
    }

    private StatementResult execute(String sql) {
        return fixture.engine.execute(sql, Fixture.context());
    }

    private List<List<@Nullable String>> rows(String sql) {
        return Fixture.rows(execute(sql));
    }

    private String plan() {
        return plan("PRESIGN UPLOAD @s/big.bin SIZE = 40000000");
    }

    private String plan(String sql) {
        return String.valueOf(rows(sql).getFirst().getLast());
    }

    private void sendAll() {
        parts().send(1, 16 * MIB);
        parts().send(2, 16 * MIB);
        parts().send(3, 40_000_000 - 32 * MIB);
    }

    private String state(String id) {
        return fixture.ledger.uploads().older(Optional.empty(), 100).stream()
                .filter(plan -> plan.id().toString().equals(id))
                .map(plan -> plan.state().name())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void plan_has_a_row_for_each_part_and_one_entry_in_the_ledger() {
        var result = execute("PRESIGN UPLOAD @s/big.bin SIZE = 40000000 EXPIRE = 60");
        var rows = Fixture.rows(result);

        String id = rows.getFirst().getLast();
        assertThat(Fixture.types(result)).containsExactly("UInt64", "UInt64", "UInt64", "String", "Variant", "String", "String");
        assertThat(rows)
                .containsExactly(
                        row(1, 0, 16 * MIB, URL + "60&part=1&upload=u1", id),
                        row(2, 16 * MIB, 16 * MIB, URL + "60&part=2&upload=u1", id),
                        row(3, 32 * MIB, 40_000_000 - 32 * MIB, URL + "60&part=3&upload=u1", id));
        assertThat(fixture.store.signed.terms()).isEqualTo(Terms.of(new ContentLength(40_000_000 - 32 * MIB)));
        assertThat(fixture.store.signed.id().orElseThrow()).hasToString(id);
        try (var entries = fixture.ledger.records()) {
            var issued = entries.next().issued();
            assertThat(issued.id()).hasToString(id);
            assertThat(issued.expiresAt()).isEqualTo(Fixture.NOW.plus(Duration.ofDays(7)));
            assertThat(entries.next()).isNull();
        }
    }

    private static List<@Nullable String> row(int part, long offset, long length, String url, String id) {
        return List.of("" + part, "" + offset, "" + length, "PUT", "{\"host\":\"127.0.0.1:8000\"}", url, id);
    }

    @Test
    void small_file_is_a_plan_of_one_row_without_an_upload_in_the_store() {
        var rows = rows("PRESIGN UPLOAD @s/big.bin SIZE = 5");

        assertThat(rows).hasSize(1);
        assertThat(rows.getFirst()).startsWith("1", "0", "5", "PUT").contains(URL + "3600");
        assertThat(fixture.store.signed.terms()).isEqualTo(Terms.of(new ContentLength(5)));
        assertThat(parts().parts).isEmpty();
        assertThat(rows("PRESIGN UPLOAD @s/none SIZE = 0").getFirst()).startsWith("1", "0", "0", "PUT");
    }

    @Test
    void store_without_parts_takes_plans_of_one_row() {
        fixture.store.multipart = Optional.empty();
        assertThat(rows("PRESIGN UPLOAD @s/big.bin SIZE = '5 GiB'")).hasSize(1);
        assertRefused(ErrorCode.STORAGE_UNSUPPORTED, () -> execute("PRESIGN UPLOAD @s/big.bin SIZE = 5368709121"))
                .hasMessageContaining("no uploads in parts");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 16", "16777216, 16", "16777217, 16", "16777216000, 16", "16777216001, 32", "20000000000, 32", "5497558138880, 4096"
    })
    void smallest_part_size_is_chosen_that_makes_a_thousand_parts(long size, long mebibytes) {
        assertThat(PartSizes.of(size, OptionalLong.empty(), Optional.of(MemoryMultipart.LIMITS))).isEqualTo(mebibytes * MIB);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SIZE = 5497558138881                          | at most 5497558138880 bytes
            SIZE = 40000000 PART_SIZE = 5242879           | takes parts of 5242880 to 5368709120 bytes
            SIZE = 40000000 PART_SIZE = '6 GiB'           | takes parts of 5242880 to 5368709120 bytes
            SIZE = '100 GiB' PART_SIZE = '5 MiB'          | makes 20480 parts
            SIZE = 40000000 CONTENT_LENGTH = 5            | contradicts SIZE
            SIZE = 40000000 MAX_SIZE = 5                  | more than MAX_SIZE
            """)
    void what_exceeds_a_bound_is_told_the_bound(String options, String problem) {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> execute("PRESIGN UPLOAD @s/big.bin " + options)).hasMessageContaining(problem);
        assertThat(parts().parts).isEmpty();
    }

    @Test
    void checksum_of_several_parts_is_refused_and_of_one_is_kept() {
        String sha = "CHECKSUM_SHA256 = '" + "ab".repeat(32) + "'";
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> execute("PRESIGN UPLOAD @s/big.bin SIZE = 40000000 " + sha));

        String id = plan("PRESIGN UPLOAD @s/big.bin SIZE = 5 " + sha);
        fixture.store.add(KEY, 5);
        assertThat(rows("CONFIRM UPLOAD '" + id + "'"))
                .containsExactly(List.of("@s/big.bin", "5", "\"etag-5\"", "ab".repeat(32)));
    }

    @Test
    void confirmed_upload_is_whole_and_gives_the_same_receipt_again() {
        String id = plan();
        sendAll();

        var receipt = rows("CONFIRM UPLOAD '" + id + "'");

        assertThat(receipt.getFirst()).startsWith("@s/big.bin", "40000000", "\"whole-40000000\"");
        assertThat(rows("CONFIRM UPLOAD '" + id + "'")).isEqualTo(receipt);
        assertThat(fixture.store.objects.get(KEY).size()).isEqualTo(40_000_000);
        assertThat(state(id)).isEqualTo("CONFIRMED");
        try (var entries = fixture.ledger.records()) {
            assertThat(entries.next().uses()).isEqualTo(1);
        }
    }

    @Test
    void parts_that_are_missing_or_of_another_size_are_named_and_the_upload_goes_on() {
        fixture.store.add(KEY, 3);
        String id = plan("PRESIGN UPLOAD @s/big.bin SIZE = '160 MiB' PART_SIZE = '16 MiB'");
        for (int number : List.of(1, 2, 4, 6, 10)) {
            parts().send(number, 16 * MIB);
        }
        parts().send(5, 10);

        assertRefused(ErrorCode.BAD_BYTES, () -> execute("CONFIRM UPLOAD '" + id + "'"))
                .hasMessageContaining("parts 3, 7 to 9 are missing; part 5 has 10 bytes instead of 16777216. It stays open")
                .satisfies(e -> assertThat(((StagedoorException) e).retryable()).isFalse());
        assertThat(fixture.store.objects.get(KEY).size()).isEqualTo(3);
        assertThat(Fixture.firstColumn(rows("PRESIGN UPLOAD PARTS OF '" + id + "'"))).containsExactly("3", "5", "7", "8", "9");
        for (int number : List.of(3, 5, 7, 8, 9)) {
            parts().send(number, 16 * MIB);
        }
        assertThat(rows("PRESIGN UPLOAD PARTS OF '" + id + "'")).isEmpty();
        execute("CONFIRM UPLOAD '" + id + "'");
        assertThat(fixture.store.objects.get(KEY).size()).isEqualTo(160 * MIB);
    }

    @Test
    void file_that_was_there_before_is_not_taken_for_the_one_that_is_sent() {
        fixture.store.add(KEY, 5);
        String id = plan("PRESIGN UPLOAD @s/big.bin SIZE = 5");
        assertRefused(ErrorCode.BAD_BYTES, () -> execute("CONFIRM UPLOAD '" + id + "'")).hasMessageContaining("part 1 is missing");
        assertThat(rows("PRESIGN UPLOAD PARTS OF '" + id + "'")).hasSize(1);
    }

    @Test
    void lost_answer_of_the_store_is_made_good_by_a_repetition() {
        String id = plan();
        sendAll();
        parts().losesAnswer = true;

        assertRefused(ErrorCode.STORAGE_UNAVAILABLE, () -> execute("CONFIRM UPLOAD '" + id + "'"));
        assertThat(state(id)).isEqualTo("COMPLETING");
        assertThat(rows("CONFIRM UPLOAD '" + id + "'").getFirst()).startsWith("@s/big.bin", "40000000");
        assertThat(state(id)).isEqualTo("CONFIRMED");
    }

    @Test
    void file_that_comes_between_is_not_replaced() {
        String id = plan("PRESIGN UPLOAD @s/big.bin SIZE = 40000000 OVERWRITE = FALSE");
        sendAll();
        fixture.store.add(KEY, 3);
        assertRefused(ErrorCode.STORAGE_OTHER, () -> execute("CONFIRM UPLOAD '" + id + "'"));
        assertThat(fixture.store.objects.get(KEY).size()).isEqualTo(3);
        assertThat(fixture.ledger.uploads().older(Optional.empty(), 1).getFirst().terms().has(NoOverwrite.class)).isTrue();
    }

    @Test
    void parts_are_signed_again() {
        String id = plan();
        assertThat(rows("PRESIGN UPLOAD PARTS (3, 1) OF '" + id + "' EXPIRE = 60"))
                .containsExactly(
                        row(3, 32 * MIB, 40_000_000 - 32 * MIB, URL + "60&part=3&upload=u1", id),
                        row(1, 0, 16 * MIB, URL + "60&part=1&upload=u1", id));
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> execute("PRESIGN UPLOAD PARTS (4) OF '" + id + "'"))
                .hasMessageContaining("has parts 1 to 3, and no part 4");
    }

    @Test
    void no_url_outlives_the_plan() {
        String id = plan();
        fixture.clock.turn(Duration.ofDays(7).minusSeconds(100));
        assertThat(rows("PRESIGN UPLOAD PARTS (1) OF '" + id + "'").getFirst()).contains(URL + "100&part=1&upload=u1");
        fixture.clock.turn(Duration.ofSeconds(100));
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> execute("PRESIGN UPLOAD PARTS (1) OF '" + id + "'"))
                .hasMessageContaining("has expired");
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> execute("CONFIRM UPLOAD '" + id + "'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "REVOKE PRESIGN '{id}'", "REVOKE PRESIGN ON STAGE s", "DROP STAGE s", "CREATE OR REPLACE STAGE s",
        "ALTER STAGE s SET PRESIGN = (METHODS = (DOWNLOAD))", "ALTER STAGE s SET PRESIGN = (MAX_SIZE = 5)"
    })
    void what_was_taken_away_is_not_confirmed(String statement) {
        String id = plan();
        sendAll();

        execute(statement.replace("{id}", id));

        assertRefusal("CONFIRM UPLOAD '" + id + "'");
        assertThat(fixture.store.objects).doesNotContainKey(KEY);
    }

    @Test
    void revoked_right_holds_for_confirmation_and_for_parts() {
        execute("CREATE USER acme IDENTIFIED BY 'a long password'");
        execute("GRANT WRITE ON STAGE s TO USER acme");
        String id = String.valueOf(Fixture.rows(fixture.engine.execute("PRESIGN UPLOAD @s/big.bin SIZE = 40000000", as("acme")))
                .getFirst()
                .getLast());
        sendAll();

        execute("REVOKE WRITE ON STAGE s FROM USER acme");

        assertRefused(ErrorCode.PERMISSION_DENIED, () -> fixture.engine.execute("CONFIRM UPLOAD '" + id + "'", as("acme")));
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> execute("CONFIRM UPLOAD '" + id + "'"));
        assertRefused(ErrorCode.PERMISSION_DENIED, () -> fixture.engine.execute("PRESIGN UPLOAD PARTS OF '" + id + "'", as("acme")));
    }

    @Test
    void upload_of_somebody_else_does_not_exist() {
        execute("CREATE USER acme IDENTIFIED BY 'a long password'");
        String id = plan();
        for (String sql : List.of("CONFIRM UPLOAD '{}'", "ABORT UPLOAD '{}'", "PRESIGN UPLOAD PARTS OF '{}'")) {
            assertRefused(ErrorCode.BAD_ARGUMENTS, () -> fixture.engine.execute(sql.replace("{}", id), as("acme")))
                    .hasMessageStartingWith("There is no upload with id");
            assertRefused(ErrorCode.BAD_ARGUMENTS, () -> execute(sql.replace("{}", "nonsense")));
        }
    }

    @Test
    void aborted_upload_leaves_nothing_and_stays_so() {
        String id = plan();
        sendAll();

        execute("ABORT UPLOAD '" + id + "'");
        execute("ABORT UPLOAD '" + id + "'");

        assertThat(parts().parts).isEmpty();
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> execute("CONFIRM UPLOAD '" + id + "'")).hasMessageContaining("aborted already");
        assertThat(fixture.ledger.isRevoked(PresignId.parse(id).orElseThrow())).isTrue();
    }

    @Test
    void abandoned_uploads_are_aborted_by_age() {
        String old = plan();
        fixture.clock.turn(Duration.ofDays(2));
        String young = plan("PRESIGN UPLOAD @s/young SIZE = 5");

        assertThat(fixture.engine.abortAbandonedUploads(Duration.ofDays(1))).isEqualTo(1);

        assertThat(parts().parts).isEmpty();
        assertThat(List.of(state(old), state(young))).containsExactly("ABORTED", "OPEN");
    }

    @Test
    void uploads_are_shown_with_what_has_come() {
        plan("PRESIGN UPLOAD @s/big.bin SIZE = 40000000 SOURCE = 'laptop:/big.bin'");
        parts().send(2, 16 * MIB);

        var rows = Fixture.rows(execute("SELECT user, stage, path, size, part_size, parts, parts_received, bytes_received, source, state"
                + " FROM system.uploads"));

        assertThat(rows)
                .containsExactly(List.of(
                        "root", "s", "big.bin", "40000000", "16777216", "3", "1", "16777216", "laptop:/big.bin", "open"));
    }

    @Test
    void source_is_short() {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> execute("PRESIGN UPLOAD @s/f SIZE = 5 SOURCE = '" + "x".repeat(257) + "'"))
                .hasMessageContaining("at most 256");
    }

    @Test
    void store_that_cannot_bind_a_length_is_held_to_it_by_the_confirmation() {
        fixture.store.capabilities.remove(Capability.PRESIGN_CONTENT_LENGTH);
        plan();
        assertThat(fixture.store.signed.terms()).isEqualTo(Terms.NONE);
        String id = plan("PRESIGN UPLOAD @s/big.bin SIZE = 5");
        fixture.store.add(KEY, 6);
        assertRefused(ErrorCode.BAD_BYTES, () -> execute("CONFIRM UPLOAD '" + id + "'"))
                .hasMessageContaining("part 1 has 6 bytes instead of 5");
    }

    private void assertRefusal(String sql) {
        assertThatThrownBy(() -> execute(sql)).isInstanceOf(StagedoorException.class);
    }

    private static StatementContext as(String user) {
        return new StatementContext(new Principal(user, "public"), SessionState.DEFAULT, Fixture.ORIGIN, new Cancellation());
    }
}
