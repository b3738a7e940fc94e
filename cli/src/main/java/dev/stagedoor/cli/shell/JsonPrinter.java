package dev.stagedoor.cli.shell;

import dev.stagedoor.client.ResultColumn;
import dev.stagedoor.client.Rows;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** One array of objects a result, an object a line. */
final class JsonPrinter implements ResultPrinter {
    private final JsonMapper json = JsonMapper.shared();

    @Override
    public long print(Rows result, PrintWriter out) {
        List<ResultColumn> columns = result.columns();
        if (columns.isEmpty()) {
            return 0;
        }
        List<String> names = columns.stream().map(column -> json.writeValueAsString(column.name())).toList();
        out.print("[");
        long rows = 0;
        for (@Nullable String[] row = result.next(); row != null; row = result.next()) {
            out.print(rows == 0 ? "\n" : ",\n");
            out.print(object(columns, names, row));
            rows++;
        }
        out.println(rows == 0 ? "]" : "\n]");
        return rows;
    }

    private String object(List<ResultColumn> columns, List<String> names, @Nullable String[] row) {
        var text = new StringBuilder("{");
        for (int i = 0; i < row.length; i++) {
            text.append(i == 0 ? "" : ",").append(names.get(i)).append(':').append(value(columns.get(i), row[i]));
        }
        return text.append('}').toString();
    }

    private String value(ResultColumn column, @Nullable String text) {
        if (text == null) {
            return "null";
        }
        String type = column.plainType();
        if (type.equals("Boolean")) {
            return text.equals("1") || text.equals("true") ? "true" : "false";
        }
        boolean itself = type.equals("Variant") || (column.isNumeric() && isJsonNumber(text));
        return itself ? text : json.writeValueAsString(text);
    }

    /** NaN and the infinities are numbers for SQL, not for JSON. */
    private static boolean isJsonNumber(String text) {
        return text.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");
    }
}
