package dev.stagedoor.cli.shell;

import dev.stagedoor.client.ResultColumn;
import dev.stagedoor.client.Rows;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A block a row: the columns' names, and beside each its value. */
final class VerticalPrinter implements ResultPrinter {
    private static final String NAME = "Name";
    private static final String VALUE = "Value";

    /** A rule as long as a presigned URL would fill lines of dashes on any screen. */
    private static final int MAX_RULE_WIDTH = 120;

    @Override
    public long print(Rows result, PrintWriter out) {
        long rows = 0;
        for (@Nullable String[] row = result.next(); row != null; row = result.next()) {
            if (rows > 0) {
                out.println();
            }
            printRow(result.columns(), TablePrinter.texts(row), out);
            rows++;
        }
        return rows;
    }

    static void printRow(List<ResultColumn> columns, String[] row, PrintWriter out) {
        List<String> names = columns.stream().map(column -> DisplayText.printable(column.name())).toList();
        int nameWidth = Math.max(NAME.length(), names.stream().mapToInt(DisplayText::width).max().orElse(0));
        int valueWidth = Math.max(VALUE.length(), Arrays.stream(row).mapToInt(DisplayText::width).max().orElse(0));
        out.println(DisplayText.padRight(NAME, nameWidth) + "|" + VALUE);
        int ruleWidth = Math.max(VALUE.length(), Math.min(valueWidth, MAX_RULE_WIDTH - nameWidth - 1));
        out.println("-".repeat(nameWidth) + "+" + "-".repeat(ruleWidth));
        for (int i = 0; i < row.length; i++) {
            out.println(DisplayText.padRight(names.get(i), nameWidth) + "|" + row[i]);
        }
    }
}
