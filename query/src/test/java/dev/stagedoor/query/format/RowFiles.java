package dev.stagedoor.query.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.TypedCells;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads files whole, and what became of them. */
final class RowFiles {
    /** Opens a file. */
    interface Opener {
        RowFile open(Path file) throws IOException;
    }

    private RowFiles() {}

    /** All rows with all columns; each cell is of its column's type. */
    static List<Row> rows(Path path, Opener opener) throws IOException {
        try (RowFile file = opener.open(path)) {
            List<Column> columns = file.columns();
            return rows(file, columns, IntStream.range(0, columns.size()).boxed().toList());
        }
    }

    /** All rows with some columns. */
    static List<Row> rows(RowFile file, List<Column> columns, List<Integer> needed) {
        List<Column> schema = needed.stream().map(columns::get).toList();
        List<Row> rows = new ArrayList<>();
        try (RowCursor cursor = file.rows(needed)) {
            for (Row row = cursor.next(); row != null; row = cursor.next()) {
                TypedCells.check(schema, row);
                rows.add(row);
            }
        }
        return rows;
    }

    /** The cells of rows, which say what they are when they differ. */
    static List<List<@Nullable Object>> cells(List<Row> rows) {
        return rows.stream().map(RowFiles::cells).toList();
    }

    static List<@Nullable Object> cells(Row row) {
        List<@Nullable Object> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            cells.add(row.cell(i));
        }
        return cells;
    }

    /** @return the sentence of why the file cannot be read; null when it can */
    static @Nullable String failure(Path path, Opener opener) throws IOException {
        try {
            rows(path, opener);
            return null;
        } catch (UnreadableFileException e) {
            assertThat(e.getMessage()).isNotBlank();
            return e.getMessage();
        }
    }

    /** A file cut at each of its bytes gives no rows that it had not, and fails with nothing but a sentence. */
    static void expectCutsAreTold(byte[] whole, Path path, Opener opener, boolean mayEndEarly) throws IOException {
        Files.write(path, whole);
        List<Row> all = rows(path, opener);
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            if (failure(path, opener) == null) {
                assertThat(mayEndEarly).as("cut to %d of %d bytes", length, whole.length).isTrue();
                List<Row> some = rows(path, opener);
                assertThat(some).isEqualTo(all.subList(0, some.size()));
            }
        }
    }

    /** A file in which any byte is another fails with nothing but a sentence, or gives rows. @param first the first byte that is changed */
    static void expectDamageIsTold(byte[] whole, int first, Path path, Opener opener) throws IOException {
        for (int at = first; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (at % 3 == 0 ? 0xFF : at % 3 == 1 ? 0x80 : 0x01);
            Files.write(path, damaged);
            failure(path, opener);
        }
    }
}
