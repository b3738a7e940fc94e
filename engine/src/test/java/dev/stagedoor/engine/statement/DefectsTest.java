package dev.stagedoor.engine.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.storage.StorageException;
import org.junit.jupiter.api.Test;

class DefectsTest extends EngineTest {
    @Test
    void a_defect_is_an_internal_error_with_an_id_and_nothing_else() {
        fixture.store.fault = new IllegalStateException("secret of the house");
        assertRefused(ErrorCode.INTERNAL, () -> fixture.engine.execute("PRESIGN @~/f", Fixture.context()))
                .hasMessageMatching("internal error [0-9a-f-]{36}: .*")
                .hasMessageNotContaining("secret");
    }

    @Test
    void a_defect_between_two_rows_is_one_too() {
        fixture.store.add("stage/user/root/a", 1);
        fixture.store.add("stage/user/root/b", 1);
        var rows = (StatementResult.Rows) fixture.engine.execute("LIST @~", Fixture.context());
        try (RowCursor cursor = rows.cursor()) {
            assertThat(cursor.next()).isNotNull();
            fixture.store.fault = new IllegalStateException("secret of the house");
            assertRefused(ErrorCode.INTERNAL, cursor::next).hasMessageNotContaining("secret");
        }
        assertThat(fixture.store.openListings).isZero();
    }

    @Test
    void what_a_store_refuses_reaches_the_user_as_the_store_said_it() {
        fixture.store.fault = new StorageException(StorageException.Kind.UNAVAILABLE, "the store is shutting down");
        assertRefused(ErrorCode.STORAGE_UNAVAILABLE, () -> fixture.engine.execute("PRESIGN @~/f", Fixture.context()))
                .hasMessage("the store is shutting down");
    }

    @Test
    void a_defect_while_a_query_reads_files_is_one_too_and_closes_the_listing() {
        fixture.store.add("stage/user/root/a", 1);
        fixture.store.fault = new IllegalStateException("secret of the house");
        assertRefused(
                        ErrorCode.INTERNAL,
                        () -> fixture.engine.execute("SELECT name FROM list_stage(location => '@~')", Fixture.context()))
                .hasMessageNotContaining("secret");
        assertThat(fixture.store.openListings).isZero();
    }
}
