package dev.stagedoor.query.duckdb;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import java.sql.SQLException;

/** DuckDB's errors in the user's terms. DuckDB begins a message with its kind: {@code Binder Error: …}. */
public final class QueryErrors {
    private static final String DIVISION_BY_ZERO = "Division by zero in expression";

    /** DuckDB goes on with a setting of its own that nobody can reach. */
    private static final String SEVERAL_ROWS = "More than one row returned by a subquery used as an expression";

    private QueryErrors() {}

    /** Whether this is what a streaming result says in the place of the error that ended it at its first chunk. */
    static boolean hidesCause(SQLException e) {
        return String.valueOf(e.getMessage()).startsWith("Invalid Input Error: Invalid result set");
    }

    /** What hid its cause, and failed for want of memory each time but when it was asked for that. */
    static SQLException noRoom(SQLException hidden) {
        return new SQLException("Out of Memory Error: no room beside other queries", hidden);
    }

    /** Whether DuckDB found itself broken: it then refuses every further query until it is opened anew. */
    public static boolean endsDatabase(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("FATAL Error") || message.startsWith("INTERNAL Error")
                || message.contains("database has been invalidated");
    }

    public static StagedoorException translate(SQLException e, DatabaseOptions options) {
        String message = String.valueOf(e.getMessage());
        int colon = message.indexOf(" Error: ");
        String kind = colon < 0 ? "" : message.substring(0, colon);
        if (message.contains("'max_temp_directory_size'") && options.spill().isPresent()) {
            return beyondSpill(e, options.spill().get());
        }
        if (kind.equals("Out of Memory") || isAppendBeyondMemory(message)) {
            return beyondMemory(e, options);
        }
        if (isFullDisk(message)) {
            return new StagedoorException(
                    ErrorCode.STORAGE_OTHER,
                    "there is no room on the server's disk for what the query writes: try again when there is",
                    true,
                    e);
        }
        if (message.contains(DIVISION_BY_ZERO)) {
            return error(ErrorCode.BAD_ARGUMENTS, "divided by zero", e);
        }
        if (message.contains(SEVERAL_ROWS)) {
            String told = "a subquery that stands for one value gives more than one row: choose one with LIMIT 1 or an aggregate";
            return error(ErrorCode.BAD_ARGUMENTS, told, e);
        }
        String text = clean(colon < 0 ? message : message.substring(colon + " Error: ".length()));
        return switch (kind) {
            case "Parser", "Syntax" -> error(ErrorCode.SYNTAX, text, e);
            case "Catalog" -> error(text.contains("Function") ? ErrorCode.UNKNOWN_FUNCTION : ErrorCode.UNKNOWN_TABLE, text, e);
            case "Binder" -> error(ErrorCode.SEMANTIC, text, e);
            case "Conversion", "Invalid Input", "Out of Range", "Invalid", "Mismatch Type", "Value", "Constraint" ->
                error(ErrorCode.BAD_ARGUMENTS, text, e);
            case "Not implemented", "Missing Extension" -> error(ErrorCode.UNIMPLEMENTED, text, e);
            case "Permission" ->
                error(ErrorCode.PERMISSION_DENIED,
                        "a query cannot reach the server's files or the network: it reads files of stages (FROM @stage/path), list_stage(…)"
                                + " and system tables", e);
            case "INTERRUPT", "Interrupt" -> Cancellation.aborted();
            default -> throw new IllegalStateException("query engine: " + kind, e);
        };
    }

    /** Whether it failed for want of room for what it writes, which is never the fault of a file that it reads. */
    static boolean isFullDisk(String message) {
        return message.startsWith("IO Error: ") && message.contains("No space left on device");
    }

    /** The appender's errors come without their kind. */
    private static boolean isAppendBeyondMemory(String message) {
        return message.startsWith("Failed to append: ") && message.contains("allocate");
    }

    private static StagedoorException beyondMemory(SQLException e, DatabaseOptions options) {
        return new StagedoorException(
                ErrorCode.ABORTED_QUERY,
                "the query needs more memory than there is: queries that run together may take " + (options.memoryBytes() >> 20)
                        + " MiB (query.memory). Select fewer rows or columns, or try again when fewer queries run.",
                true,
                e);
    }

    private static StagedoorException beyondSpill(SQLException e, DatabaseOptions.Spill spill) {
        return new StagedoorException(
                ErrorCode.ABORTED_QUERY,
                "the query needs more memory than there is, and more room on disk: queries that outgrow query.memory may take "
                        + (spill.maxBytes() >> 20) + " MiB there together (a worker's share of query.max_spill_size). Select fewer rows or"
                        + " columns, or try again when fewer queries run.",
                true,
                e);
    }

    private static StagedoorException error(ErrorCode code, String text, SQLException cause) {
        return new StagedoorException(code, text, cause);
    }

    /** Without the excerpt of the text (which is not quite what the user wrote) and without names of our temporary tables. */
    private static String clean(String text) {
        int end = text.length();
        for (String tail : new String[] {"\nLINE ", "\nDid you mean ", "\nCandidate Entries"}) {
            int at = text.indexOf(tail);
            end = at >= 0 && at < end ? at : end;
        }
        return text.substring(0, end).strip().replace("temp.main.", "");
    }
}
