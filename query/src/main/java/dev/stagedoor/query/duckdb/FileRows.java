package dev.stagedoor.query.duckdb;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.format.RowFile;
import dev.stagedoor.query.format.UnreadableFileException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows of staged files that Java reads, file after file. The columns are those of the first file; every other must have the same, in
 * any order. Behind them stand the path of the file and the number of the row in it.
 */
final class FileRows implements RelationScans.Source {
    /** The column of the number of a row, under a name that no column of a file has by chance. */
    static final String ROW_NUMBER = "stagedoor_row";

    /** Opens a local file. */
    @FunctionalInterface
    interface Opener {
        RowFile open(Path file) throws IOException;
    }

    private final List<StagedFile> files;
    private final Opener opener;
    private final List<Column> columns;
    private final List<Column> schema;

    private FileRows(List<StagedFile> files, Opener opener) {
        this.files = files;
        this.opener = opener;
        try (RowFile first = open(files.getFirst())) {
            columns = told(files.getFirst(), first::columns);
        }
        List<Column> all = new ArrayList<>(columns);
        all.add(Column.string(StagedView.FILE));
        all.add(Column.of(ROW_NUMBER, Scalar.INT64));
        schema = List.copyOf(all);
    }

    /**
     * Reads the columns of the first file.
     *
     * @param files at least one
     * @throws StagedoorException 1046 when it cannot be read
     */
    static FileRows of(List<StagedFile> files, Opener opener) {
        return new FileRows(files, opener);
    }

    /** The columns of the files. */
    List<Column> columns() {
        return columns;
    }

    /** Those, then {@link StagedView#FILE} and {@link #ROW_NUMBER}. */
    List<Column> schema() {
        return schema;
    }

    @Override
    public RowCursor rows(List<Integer> needed) {
        return new Cursor(needed);
    }

    private RowFile open(StagedFile file) {
        return read(file, () -> opener.open(file.path()));
    }

    /** A step of reading a file. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }

    /** @throws StagedoorException 1046 when the file cannot be read */
    static <T> T read(StagedFile file, Step<T> step) {
        return told(file, () -> {
            try {
                return step.run();
            } catch (IOException e) {
                throw new UnreadableFileException("it cannot be read", e);
            }
        });
    }

    /** In the user's terms, without what the library said: it may quote the file. */
    private static <T extends @Nullable Object> T told(StagedFile file, Supplier<T> step) {
        try {
            return step.get();
        } catch (UnreadableFileException e) {
            throw new StagedoorException(ErrorCode.BAD_BYTES, named(file) + e.told());
        } catch (OutOfMemoryError e) {
            throw new StagedoorException(
                    ErrorCode.SEMANTIC,
                    named(file) + " takes more memory to read than a process for queries has: try again when fewer queries run",
                    true,
                    e);
        }
    }

    private static String named(StagedFile file) {
        return "file '" + ShownText.of(file.name()) + "'";
    }

    /** The columns of another file in the order of the first one's. */
    private List<Integer> order(StagedFile file, List<Column> others) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < others.size(); i++) {
            places.put(folded(others.get(i)), i);
        }
        List<Integer> order = new ArrayList<>(columns.size());
        for (Column column : columns) {
            Integer place = places.remove(folded(column));
            if (place == null) {
                throw differs(file, "has no column `" + shown(column) + "`, which '" + shown(files.getFirst()) + "' has");
            }
            Column other = others.get(place);
            if (!other.type().equals(column.type())) {
                throw differs(file, "has column `" + shown(column) + "` as " + other.type().typeName() + ", '" + shown(files.getFirst())
                        + "' has it as " + column.type().typeName());
            }
            order.add(place);
        }
        if (!places.isEmpty()) {
            Column more = others.get(places.values().iterator().next());
            throw differs(file, "has a column `" + shown(more) + "`, which '" + shown(files.getFirst()) + "' has not");
        }
        return order;
    }

    private static String folded(Column column) {
        return column.name().toLowerCase(Locale.ROOT);
    }

    private static String shown(Column column) {
        return ShownText.of(column.name());
    }

    private static String shown(StagedFile file) {
        return ShownText.of(file.name());
    }

    private static StagedoorException differs(StagedFile file, String how) {
        return new StagedoorException(
                ErrorCode.BAD_BYTES, named(file) + " " + how + ": read files with the same columns together (FILES, PATTERN)");
    }

    /** One file is open at a time. */
    private final class Cursor implements RowCursor {
        private final List<Integer> needed;
        private final Iterator<StagedFile> left = files.iterator();
        private @Nullable StagedFile file;
        private @Nullable RowFile open;
        private @Nullable RowCursor rows;
        private long number;

        private Cursor(List<Integer> needed) {
            this.needed = needed;
        }

        @Override
        public @Nullable Row next() {
            while (true) {
                StagedFile current = file;
                RowCursor cursor = rows;
                if (current == null || cursor == null) {
                    if (!left.hasNext()) {
                        return null;
                    }
                    enter(left.next());
                    continue;
                }
                Row row = told(current, cursor::next);
                if (row != null) {
                    return whole(current, row);
                }
                close();
            }
        }

        private void enter(StagedFile next) {
            RowFile opened = FileRows.this.open(next);
            open = opened;
            file = next;
            number = 0;
            List<Integer> order = order(next, told(next, opened::columns));
            List<Integer> own = needed.stream().filter(column -> column < columns.size()).map(order::get).toList();
            rows = told(next, () -> opened.rows(own));
        }

        /** With what stands behind the columns of the file, where it is needed. */
        private Row whole(StagedFile current, Row row) {
            long at = number++;
            if (row.size() == needed.size()) {
                return row;
            }
            @Nullable Object[] cells = new @Nullable Object[needed.size()];
            int own = 0;
            for (int i = 0; i < cells.length; i++) {
                int behind = needed.get(i) - columns.size();
                cells[i] = behind < 0 ? row.cell(own++) : behind == 0 ? current.path().toString() : (Object) at;
            }
            return Row.of(cells);
        }

        /** Closes the file that is open. */
        @Override
        public void close() {
            RowCursor cursor = rows;
            RowFile opened = open;
            rows = null;
            open = null;
            if (cursor != null) {
                cursor.close();
            }
            if (opened != null) {
                opened.close();
            }
        }
    }
}
