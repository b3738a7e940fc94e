package dev.stagedoor.cli.shell;

import dev.stagedoor.client.ResultColumn;
import dev.stagedoor.client.Rows;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Fields for other programs: nothing is padded or spelled out, and every text can be read back exactly. */
final class SeparatedPrinter implements ResultPrinter {
    /** How fields are separated and protected. */
    enum Dialect {
        /** Tabs; backslash escapes; NULL is {@code \N}. */
        TSV("\t", "\n") {
            @Override
            String field(@Nullable String text) {
                return text == null ? "\\N" : text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r");
            }
        },
        /** RFC 4180, with its CRLF left to those who need it. */
        CSV(",", "\n") {
            @Override
            String field(@Nullable String text) {
                if (text == null) {
                    return "";
                }
                boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
                return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
            }
        };

        private final String separator;
        private final String end;

        Dialect(String separator, String end) {
            this.separator = separator;
            this.end = end;
        }

        abstract String field(@Nullable String text);
    }

    private final Dialect dialect;
    private final boolean header;

    SeparatedPrinter(Dialect dialect, boolean header) {
        this.dialect = dialect;
        this.header = header;
    }

    @Override
    public long print(Rows result, PrintWriter out) {
        if (result.columns().isEmpty()) {
            return 0;
        }
        if (header) {
            printLine(result.columns().stream().map(ResultColumn::name).toArray(String[]::new), out);
        }
        long rows = 0;
        for (@Nullable String[] row = result.next(); row != null; row = result.next()) {
            printLine(row, out);
            rows++;
        }
        return rows;
    }

    private void printLine(@Nullable String[] fields, PrintWriter out) {
        out.print(Arrays.stream(fields).map(dialect::field).collect(Collectors.joining(dialect.separator)));
        out.print(dialect.end);
    }
}
