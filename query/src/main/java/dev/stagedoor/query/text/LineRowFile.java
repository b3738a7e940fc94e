package dev.stagedoor.query.text;

import dev.stagedoor.query.format.RowFile;
import dev.stagedoor.query.format.UnreadableFileException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of a file of TEXT or NDJSON, each with its number from 1. Empty lines count and are none of the rows. */
public final class LineRowFile implements RowFile {
    /** Longest line of TEXT, in characters. DuckDB takes as many bytes. */
    public static final int MAX_TEXT_CHARS = 2_000_000;

    /** Longest line of NDJSON, in characters. DuckDB takes as many bytes. */
    public static final int MAX_JSON_CHARS = 16 << 20;

    /** The column of the lines, without their ends. */
    public static final Column LINE = Column.string("stagedoor_line");

    /** The column of their numbers. */
    public static final Column NUMBER = Column.of("stagedoor_line_number", Scalar.INT64);

    /** The column of what is wrong with them. */
    public static final Column FAULT = Column.nullableString("stagedoor_fault");

    private static final int BUFFER_CHARS = 16 << 10;

    /**
     * How lines are told apart.
     *
     * @param end what ends a line: LF, CR LF, or any other single character
     * @param strict whether a CR or LF that is not part of an end of a line is an error, where lines end with one of them; else a CR before
     *     an LF belongs to the end, and lines of blanks count as empty
     * @param skipped lines at the beginning that are none of the rows
     * @param maxChars of a line
     * @param json what becomes of a line that is not JSON
     */
    public record Lines(Charset encoding, boolean replacing, String end, boolean strict, long skipped, int maxChars, NoJson json) {
        /** The lines of NDJSON. @param json what becomes of those that are not */
        public static Lines ofJson(NoJson json) {
            return new Lines(StandardCharsets.UTF_8, false, "\n", false, 0, MAX_JSON_CHARS, json);
        }
    }

    /** What becomes of a line that is not JSON. */
    public enum NoJson {
        /** It is a line like any other. */
        TAKEN,
        /** It is an error. */
        REFUSED,
        /** It is told in the column {@link #FAULT}, and is {@code null}. */
        TOLD
    }

    private static final String NOT_JSON = "it is not JSON";

    private final Lines lines;
    private final Reader text;

    private LineRowFile(Lines lines, Reader text) {
        this.lines = lines;
        this.text = text;
    }

    /**
     * Opens a file.
     *
     * @throws UnreadableFileException when it is not compressed in this way
     */
    public static LineRowFile open(Path file, TextInput input, Lines lines) throws IOException {
        return new LineRowFile(lines, input.open(file, lines.encoding, lines.replacing));
    }

    @Override
    public List<Column> columns() {
        return List.of(LINE, NUMBER, FAULT);
    }

    @Override
    public RowCursor rows(List<Integer> columns) {
        return new Cursor(columns);
    }

    @Override
    public void close() {
        try {
            text.close();
        } catch (IOException _) {
            // It was read only.
        }
    }

    private final class Cursor implements RowCursor {
        private final List<Integer> columns;
        private final char end = lines.end.charAt(lines.end.length() - 1);
        private final char[] buffer = new char[BUFFER_CHARS];
        private final StringBuilder line = new StringBuilder();
        private int from;
        private int to;
        private boolean ended;
        private long number;

        private Cursor(List<Integer> columns) {
            this.columns = columns;
        }

        @Override
        public @Nullable Row next() {
            while (!ended) {
                line.setLength(0);
                boolean isWhole = readLine();
                number++;
                trimEnd(isWhole);
                if (number > lines.skipped && !isEmpty()) {
                    return row();
                }
            }
            return null;
        }

        private boolean isEmpty() {
            return line.isEmpty() || !lines.strict && line.chars().allMatch(c -> c == ' ' || c == '\t' || c == '\r');
        }

        private Row row() {
            String whole = line.toString();
            boolean wrong = lines.json != NoJson.TAKEN && !JsonSyntax.isJson(whole);
            if (wrong && lines.json == NoJson.REFUSED) {
                throw new UnreadableFileException(number, NOT_JSON);
            }
            @Nullable Object[] cells = new @Nullable Object[columns.size()];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = switch (columns.get(i)) {
                    case 0 -> wrong ? "null" : whole;
                    case 1 -> number;
                    default -> wrong ? NOT_JSON : null;
                };
            }
            return Row.of(cells);
        }

        /** @return whether there was an end of a line behind it */
        private boolean readLine() {
            while (true) {
                if (from == to && !fill()) {
                    ended = true;
                    return false;
                }
                int at = from;
                while (at < to && buffer[at] != end) {
                    at++;
                }
                if (line.length() + (at - from) > lines.maxChars) {
                    throw new UnreadableFileException(number + 1, "the line is longer than " + lines.maxChars / 1_000_000 + " MB");
                }
                line.append(buffer, from, at - from);
                from = Math.min(at + 1, to);
                if (at < to) {
                    return true;
                }
            }
        }

        private boolean fill() {
            from = 0;
            try {
                to = Math.max(text.read(buffer, 0, buffer.length), 0);
            } catch (CharacterCodingException e) {
                throw new UnreadableFileException(number + 1, "it is not " + lines.encoding.name(), e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return to > 0;
        }

        private void trimEnd(boolean isWhole) {
            if (end != '\n') {
                return;
            }
            boolean endsWithReturn = isWhole && !line.isEmpty() && line.charAt(line.length() - 1) == '\r';
            if (endsWithReturn && (!lines.strict || lines.end.equals("\r\n"))) {
                line.setLength(line.length() - 1);
            } else if (lines.strict && isWhole && lines.end.equals("\r\n")) {
                throw otherEnd();
            }
            if (lines.strict && line.indexOf("\r") >= 0) {
                throw otherEnd();
            }
        }

        private UnreadableFileException otherEnd() {
            return new UnreadableFileException(number, "it does not end as the RECORD_DELIMITER of its format says");
        }

        @Override
        public void close() {
            LineRowFile.this.close();
        }
    }
}
