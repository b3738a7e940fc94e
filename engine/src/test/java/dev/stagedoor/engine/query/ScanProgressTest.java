package dev.stagedoor.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.ScanProgress;
import dev.stagedoor.query.ScanProgress.Seen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanProgressTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private StagedWorld world;

    @BeforeEach
    void open(@TempDir Path directory) {
        world = new StagedWorld(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void bytes_of_files_and_rows_of_listings_are_counted() {
        world.put("a.csv", "1\n");
        world.put("b.csv", "22\n");
        StatementContext files = Fixture.context();
        Fixture.rows(world.fixture.engine.execute("SELECT $1 FROM @s (FILE_FORMAT => 'csv')", files));
        assertThat(files.progress().seen()).isEqualTo(new Seen(0, 0, 5, 5));

        StatementContext listing = Fixture.context();
        Fixture.rows(world.fixture.engine.execute("SELECT count(name) FROM list_stage(location => '@s')", listing));
        assertThat(listing.progress().seen()).isEqualTo(new Seen(2, 0, 0, 0));
    }

    @Test
    void rows_that_the_query_engine_reads_are_told_while_it_runs() {
        world.put("large.csv", "1,2345678\n".repeat(500_000));
        StatementContext context = Fixture.context();
        var query = CompletableFuture.runAsync(() -> Fixture.rows(world.fixture.engine.execute(
                "SELECT count(*), max(a.$2) FROM @s/large.csv (FILE_FORMAT => 'csv') a, range(1000000) b WHERE a.$2::BIGINT + b.range < 0",
                context)));

        Seen seen = await(context.progress(), query, each -> each.rows() > 0);

        assertThat(seen.totalRows()).isGreaterThan(seen.rows());
        assertThat(seen.bytes()).isEqualTo(5_000_000).isEqualTo(seen.totalBytes());
        context.cancellation().cancel();
        var ended = catchThrowableOfType(StagedoorException.class, () -> {
            try {
                query.join();
            } catch (RuntimeException e) {
                throw e.getCause();
            }
        });
        assertThat(ended.code()).isEqualTo(ErrorCode.ABORTED_QUERY);
    }

    private static Seen await(ScanProgress progress, CompletableFuture<Void> query, Predicate<Seen> wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.test(progress.seen()) && !query.isDone() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(progress.seen()).matches(wanted);
        return progress.seen();
    }
}
