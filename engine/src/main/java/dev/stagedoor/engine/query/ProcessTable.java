package dev.stagedoor.engine.query;

import dev.stagedoor.engine.access.Authorization;
import dev.stagedoor.engine.statement.RunningStatement;
import dev.stagedoor.engine.statement.RunningStatements;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.SystemRelation;
import dev.stagedoor.query.ScanProgress;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * {@code system.processes}, which SHOW PROCESSLIST shows: the statements that run, with Databend's columns. One sees one's own, and with
 * SUPER all. What Databend measures and Stagedoor does not, as memory, is 0.
 */
public final class ProcessTable {
    private static final int ID = 1;
    private static final int CREATED = 15;

    private static final List<Column> SCHEMA = List.of(
            Column.string("node"),
            Column.string("id"),
            Column.string("type"),
            Column.nullableString("host"),
            Column.string("user"),
            Column.string("command"),
            Column.string("database"),
            Column.string("extra_info"),
            Column.of("memory_usage", Scalar.INT64),
            Column.of("data_read_bytes", Scalar.UINT64),
            Column.of("data_write_bytes", Scalar.UINT64),
            Column.of("scan_progress_read_rows", Scalar.UINT64),
            Column.of("scan_progress_read_bytes", Scalar.UINT64),
            Column.nullable("mysql_connection_id", Scalar.UINT32),
            Column.of("time", Scalar.UINT64),
            Column.of("created_time", Scalar.TIMESTAMP),
            Column.string("status"));

    /** The oldest first. */
    static final Comparator<Row> ORDER = Comparator.<Row, Instant>comparing(row -> (Instant) Objects.requireNonNull(row.cell(CREATED)))
            .thenComparing(row -> Objects.requireNonNull(row.text(ID)));

    private final RunningStatements running;
    private final Authorization authorization;
    private final Clock clock;

    public ProcessTable(RunningStatements running, Authorization authorization, Clock clock) {
        this.running = running;
        this.authorization = authorization;
        this.clock = clock;
    }

    public SystemRelation relation() {
        return SystemRelation.table("processes", SCHEMA, this::rows);
    }

    private RowCursor rows(StatementContext context) {
        boolean all = authorization.isSuper(context);
        String user = context.principal().user();
        return RowCursor.of(running.now().stream().filter(statement -> all || statement.user().equals(user)).map(this::row).iterator());
    }

    private Row row(RunningStatement statement) {
        ScanProgress.Seen seen = statement.progress().seen();
        long seconds = Math.max(0, Duration.between(statement.since(), clock.instant()).toSeconds());
        return Row.of(
                "stagedoor",
                statement.id(),
                "HTTPQuery",
                statement.client().isEmpty() ? null : statement.client(),
                statement.user(),
                "Query",
                statement.database(),
                text(statement),
                0L,
                seen.bytes(),
                0L,
                seen.rows(),
                seen.bytes(),
                null,
                seconds,
                statement.since(),
                "");
    }

    private static String text(RunningStatement statement) {
        return Stream.concat(Stream.of(statement.summary().kind()), statement.summary().objects().stream())
                .reduce((first, second) -> first + " " + second)
                .orElseThrow();
    }
}
