package dev.stagedoor.cli.shell;

import dev.stagedoor.client.ClientException;
import dev.stagedoor.client.DatabendClient;
import dev.stagedoor.client.QueryResult;
import java.io.PrintWriter;
import java.time.Duration;

/** Runs statements one after another and prints what comes back: results to one writer, errors and notes to the other. */
public final class StatementSession {
    private final DatabendClient client;
    private final ResultPrinter printer;
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean footer;
    private final ProgressBar progress;

    /**
     * @param screenWidth columns of the terminal; 0 when the output is none
     * @param header whether separated formats begin with the columns' names
     * @param footer whether to say after each statement how many rows it gave and how long it took
     * @param progress shown until the first rows are there
     */
    public StatementSession(
            DatabendClient client,
            OutputFormat format,
            int screenWidth,
            boolean header,
            boolean footer,
            PrintWriter out,
            PrintWriter err,
            ProgressBar progress) {
        this.client = client;
        this.printer = ResultPrinter.of(format, screenWidth, header);
        this.footer = footer;
        this.out = out;
        this.err = err;
        this.progress = progress;
    }

    /** Runs a statement. @return whether it succeeded; why not has been printed */
    public boolean run(String sql) {
        long start = System.nanoTime();
        try (QueryResult result = progress.during(() -> client.execute(sql))) {
            long rows = printer.print(result, out);
            out.flush();
            result.warnings().forEach(warning -> err.println("warning: " + DisplayText.printable(warning)));
            if (footer) {
                out.println(footer(result, rows, Duration.ofNanos(System.nanoTime() - start)));
            }
            return true;
        } catch (ClientException e) {
            out.flush();
            err.println(describe(e));
            return false;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static String footer(QueryResult result, long rows, Duration taken) {
        String time = "%.3f s".formatted(taken.toNanos() / 1e9);
        if (result.columns().isEmpty()) {
            return "ok in " + time;
        }
        return rows + (rows == 1 ? " row" : " rows") + " in " + time;
    }

    /** A server's message begins a line of its own, so that the caret stands below what it points at. */
    private static String describe(ClientException e) {
        return switch (e) {
            case ClientException.ServerError error -> {
                String message = String.valueOf(error.getMessage());
                yield "error " + error.code() + (message.contains("\n") ? ":\n" : ": ") + lines(message);
            }
            case ClientException.Unreachable unreachable -> "error: " + unreachable.getMessage();
            case ClientException.Cancelled cancelled -> "cancelled";
        };
    }

    private static String lines(String message) {
        return String.join("\n", message.lines().map(DisplayText::printable).toList());
    }
}
