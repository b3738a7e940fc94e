package dev.stagedoor.engine;

import dev.stagedoor.engine.statement.RowCursor;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.StatementList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Runs the statements of one text in order. Each sees the session that those before it left. The answer is the last one's; of the others the
 * warnings are kept, and their rows are read and dropped. The first error ends the run: those before it have taken effect and stay, for there are
 * no transactions.
 */
final class StatementSequence {
    private final BiFunction<Statement, StatementContext, StatementResult> runner;
    private final List<String> warnings = new ArrayList<>();
    private boolean dropsRows;

    /** @param runner runs one statement */
    StatementSequence(BiFunction<Statement, StatementContext, StatementResult> runner) {
        this.runner = runner;
    }

    /**
     * @param statements at least one
     * @throws StagedoorException as the statement that failed; of several it says which
     */
    StatementResult run(List<Statement> statements, StatementContext first) {
        if (statements.size() == 1) {
            return runner.apply(statements.getFirst(), first);
        }
        StatementContext context = first;
        for (int number = 1; number < statements.size(); number++) {
            StatementResult result = runOne(statements, number, context);
            warnings.addAll(result.warnings());
            context = result.session().map(context::withSession).orElse(context);
        }
        StatementResult last = runOne(statements, statements.size(), context);
        boolean changedBefore = !context.session().equals(first.session());
        Optional<SessionState> session = last.session().isPresent() || !changedBefore ? last.session() : Optional.of(context.session());
        if (dropsRows) {
            warnings.addFirst("The text has " + statements.size() + " statements; the result is that of the last one alone.");
        }
        warnings.addAll(last.warnings());
        return switch (last) {
            case StatementResult.Rows rows -> new StatementResult.Rows(rows.schema(), rows.cursor(), warnings, session);
            case StatementResult.Done _ -> new StatementResult.Done(session, warnings);
        };
    }

    private StatementResult runOne(List<Statement> statements, int number, StatementContext context) {
        context.cancellation().check();
        try {
            StatementResult result = runner.apply(statements.get(number - 1), context);
            if (number < statements.size() && result instanceof StatementResult.Rows rows) {
                dropsRows = true;
                drain(rows.cursor());
            }
            return result;
        } catch (StagedoorException e) {
            String which = StatementList.which(number, statements.size());
            String before = number == 1 ? "" : number == 2 ? " (The statement before it has run.)" : " (The statements before it have run.)";
            // What has run must not be run again by whoever retries.
            throw new StagedoorException(e.code(), which + e.getMessage() + before, e.retryable() && number == 1, e);
        }
    }

    private static void drain(RowCursor cursor) {
        try (cursor) {
            while (cursor.next() != null) {
                // Nobody gets these rows.
            }
        }
    }
}
