package dev.stagedoor.engine;

import dev.stagedoor.engine.statement.Defects;
import dev.stagedoor.engine.statement.Prepared;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.engine.statement.StatementSummary;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.duckdb.QuerySyntaxException;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.StatementList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The statements of one text. Each sees the session that those before it left. */
final class PreparedText implements Prepared {
    private final String sql;
    private final List<Statement> statements;
    private final Cost cost;
    private final StatementContext first;
    private final BiFunction<Statement, StatementContext, StatementResult> runner;
    private final List<String> warnings = new ArrayList<>();
    private StatementContext context;
    private int number = 1;
    private boolean dropsRows;

    /**
     * @param statements at least one
     * @param cost of all of them
     * @param runner runs one statement
     */
    PreparedText(
            String sql, List<Statement> statements, Cost cost, StatementContext context,
            BiFunction<Statement, StatementContext, StatementResult> runner) {
        this.sql = sql;
        this.statements = statements;
        this.cost = cost;
        this.first = context;
        this.runner = runner;
        this.context = context;
    }

    @Override
    public Cost cost() {
        return cost;
    }

    @Override
    public int count() {
        return statements.size();
    }

    @Override
    public StatementSummary summary() {
        return StatementSummary.of(statements.get(number - 1));
    }

    @Override
    public StatementResult run() {
        return Defects.guard(() -> {
            try {
                return statements.size() == 1 ? runner.apply(statements.getFirst(), first) : runOne();
            } catch (QuerySyntaxException e) {
                throw e.in(sql);
            }
        });
    }

    @Override
    public boolean advance() {
        if (number == statements.size()) {
            return false;
        }
        number++;
        return true;
    }

    private StatementResult runOne() {
        context.cancellation().check();
        try {
            StatementResult result = runner.apply(statements.get(number - 1), context);
            return number == statements.size() ? ofText(result) : passedOver(result);
        } catch (StagedoorException e) {
            String which = StatementList.which(number, statements.size());
            String before = number == 1 ? "" : number == 2 ? " (The statement before it has run.)"
                    : " (The statements before it have run.)";
            // What has run must not be run again by whoever retries.
            throw new StagedoorException(e.code(), which + e.getMessage() + before, e.retryable() && number == 1, e);
        }
    }

    private StatementResult passedOver(StatementResult result) {
        if (result instanceof StatementResult.Rows rows) {
            dropsRows = true;
            drain(rows.cursor());
        }
        warnings.addAll(result.warnings());
        context = result.session().map(context::withSession).orElse(context).next();
        return result;
    }

    private StatementResult ofText(StatementResult last) {
        boolean changedBefore = !context.session().equals(first.session());
        Optional<SessionState> session = last.session().isPresent() || !changedBefore ? last.session() : Optional.of(context.session());
        if (dropsRows) {
            warnings.addFirst("The text has " + statements.size() + " statements; the result is that of the last one alone.");
        }
        warnings.addAll(last.warnings());
        return switch (last) {
            case StatementResult.Rows rows -> new StatementResult.Rows(rows.schema(), rows.cursor(), warnings, session, rows.presigned());
            case StatementResult.Done _ -> new StatementResult.Done(session, warnings);
        };
    }

    private static void drain(RowCursor cursor) {
        try (cursor) {
            while (cursor.next() != null) {
                // Nobody gets these rows.
            }
        }
    }
}
