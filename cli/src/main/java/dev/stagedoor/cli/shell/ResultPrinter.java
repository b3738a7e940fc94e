package dev.stagedoor.cli.shell;

import dev.stagedoor.client.Rows;
import java.io.PrintWriter;

/** Prints a result as its rows arrive. */
public interface ResultPrinter {
    /** @return how many rows were printed */
    long print(Rows result, PrintWriter out);

    /**
     * @param screenWidth columns of the terminal; 0 when the output is none
     * @param header whether separated formats begin with the columns' names
     */
    static ResultPrinter of(OutputFormat format, int screenWidth, boolean header) {
        return switch (format) {
            case TABLE -> new TablePrinter(screenWidth);
            case VERTICAL -> new VerticalPrinter();
            case TSV -> new SeparatedPrinter(SeparatedPrinter.Dialect.TSV, header);
            case CSV -> new SeparatedPrinter(SeparatedPrinter.Dialect.CSV, header);
            case JSON -> new JsonPrinter();
        };
    }
}
