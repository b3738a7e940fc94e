package dev.stagedoor.cli.shell;

import dev.stagedoor.client.ResultColumn;
import dev.stagedoor.client.Rows;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Aligned columns. Their widths are those of the first rows; a later, longer cell pushes its line to the right, so that a million rows
 * print in constant memory. NULL is blank.
 */
final class TablePrinter implements ResultPrinter {
    /** How many rows the widths are taken from. */
    static final int SAMPLED_ROWS = 1_000;
    /** Up to this many columns a single row stays horizontal whatever the terminal: the width of an ordinary LIST fits. */
    static final int MIN_SCREEN_WIDTH = 120;

    private final int screenWidth;

    TablePrinter(int screenWidth) {
        this.screenWidth = Math.max(screenWidth, MIN_SCREEN_WIDTH);
    }

    @Override
    public long print(Rows result, PrintWriter out) {
        List<ResultColumn> columns = result.columns();
        if (columns.isEmpty()) {
            return 0;
        }
        List<String[]> sample = sample(result);
        int[] widths = widths(columns, sample);
        if (sample.size() == 1 && lineWidth(widths) > screenWidth) {
            VerticalPrinter.printRow(columns, sample.getFirst(), out);
            return 1;
        }
        printHeader(columns, widths, out);
        sample.forEach(row -> printLine(columns, row, widths, out));
        long rows = sample.size();
        for (@Nullable String[] row = result.next(); row != null; row = result.next()) {
            printLine(columns, texts(row), widths, out);
            rows++;
        }
        return rows;
    }

    private static List<String[]> sample(Rows result) {
        List<String[]> sample = new ArrayList<>();
        while (sample.size() < SAMPLED_ROWS) {
            @Nullable String[] row = result.next();
            if (row == null) {
                break;
            }
            sample.add(texts(row));
        }
        return sample;
    }

    static String[] texts(@Nullable String[] row) {
        String[] texts = new String[row.length];
        for (int i = 0; i < row.length; i++) {
            String cell = row[i];
            texts[i] = cell == null ? "" : DisplayText.printable(cell);
        }
        return texts;
    }

    private static int[] widths(List<ResultColumn> columns, List<String[]> rows) {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            int widest = rows.stream().mapToInt(row -> DisplayText.width(row[column])).max().orElse(0);
            widths[i] = Math.max(DisplayText.width(name(columns.get(i))), widest);
        }
        return widths;
    }

    private static int lineWidth(int[] widths) {
        int width = widths.length;
        for (int column : widths) {
            width += column;
        }
        return width;
    }

    private static void printHeader(List<ResultColumn> columns, int[] widths, PrintWriter out) {
        var names = new StringBuilder();
        var rule = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            names.append(DisplayText.padRight(name(columns.get(i)), widths[i])).append('|');
            rule.append("-".repeat(widths[i])).append('+');
        }
        out.println(names);
        out.println(rule);
    }

    private static void printLine(List<ResultColumn> columns, String[] row, int[] widths, PrintWriter out) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            boolean right = columns.get(i).isNumeric();
            line.append(right ? DisplayText.padLeft(row[i], widths[i]) : DisplayText.padRight(row[i], widths[i])).append('|');
        }
        out.println(line);
    }

    private static String name(ResultColumn column) {
        return DisplayText.printable(column.name());
    }
}
