package dev.stagedoor.bench.staged;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The files that are queried, and the texts that query them. DuckDB writes the large ones. */
final class StagedFiles {
    /** Columns of the wide Parquet file. */
    static final int WIDE_COLUMNS = 50;

    private static final int SMALL_BYTES = 10_000;
    private static final int TEXT_COLUMNS = 8;

    /** A row of twelve regions, some numbers and some text, of which one in a hundred has the delimiter in it. */
    private static final String ROWS =
            """
            SELECT range AS id, format('region-{:02d}', (hash(range) %% 12)::INTEGER) AS region,
              (hash(range + 1) %% 1000000)::BIGINT AS amount, ((hash(range + 2) %% 1000000) / 100)::DECIMAL(10, 2) AS price,
              DATE '2026-01-01' + (hash(range + 3) %% 365)::INTEGER AS day, format('customer {:x}', hash(range + 4)) AS customer,
              CASE WHEN range %% 100 = 0 THEN 'late, asked for' ELSE 'delivered' END AS note, range %% 3 = 0 AS paid
            FROM range(%d)""";

    private static final String COPY_CSV = "COPY (%s) TO '%s' (FORMAT csv, HEADER false)";
    private static final String COPY_PARQUET = "COPY (%s) TO '%s' (FORMAT parquet)";

    /** How many rows are written first, to see how long one is. */
    private static final long SAMPLED_ROWS = 400_000;

    private StagedFiles() {}

    /** A CSV file of about that size. */
    static void writeCsv(Path file, long bytes) throws IOException {
        write(COPY_CSV, ROWS, file, bytes);
    }

    /** The same rows as Parquet of about that size. */
    static void writeParquet(Path file, long bytes) throws IOException {
        write(COPY_PARQUET, ROWS, file, bytes);
    }

    /** Parquet with 50 columns that do not compress but for {@code c03}, of twelve values. */
    static void writeWide(Path file, long bytes) throws IOException {
        String columns = IntStream.rangeClosed(1, WIDE_COLUMNS).mapToObj(StagedFiles::wideColumn).collect(Collectors.joining(", "));
        write(COPY_PARQUET, "SELECT " + columns + " FROM range(%d)", file, bytes);
    }

    private static String wideColumn(int number) {
        String name = String.format(Locale.ROOT, "c%02d", number);
        return switch (number) {
            case 3 -> "format('region-{:02d}', (hash(range) %% 12)::INTEGER) AS " + name;
            case 41 -> "(hash(range + 41) %% 1000000)::BIGINT AS " + name;
            default -> "(hash(range + " + number + "000000000) >> 1)::BIGINT AS " + name;
        };
    }

    private static void write(String copy, String rows, Path file, long bytes) throws IOException {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute(copy.formatted(rows.formatted(SAMPLED_ROWS), file));
            long enough = Math.max(1, SAMPLED_ROWS * bytes / Files.size(file));
            statement.execute(copy.formatted(rows.formatted(enough), file));
        } catch (SQLException e) {
            throw new IOException("DuckDB could not write " + file.getFileName(), e);
        }
        System.out.printf(Locale.ROOT, "wrote %s, %.1f MiB%n", file.getFileName(), Files.size(file) / (double) (1 << 20));
    }

    /** The content of a small CSV file with the columns of the large one. */
    static byte[] smallCsv(int number) {
        var text = new StringBuilder();
        for (int row = 0; text.length() < SMALL_BYTES; row++) {
            int mixed = (number * 1009 + row) * 0x9E3779B1;
            text.append(row).append(String.format(Locale.ROOT, ",region-%02d,", Math.floorMod(mixed, 12)));
            text.append(Math.floorMod(mixed >> 4, 1_000_000)).append(",12.50,2026-11-30,customer ").append(Integer.toHexString(mixed));
            text.append(row % 100 == 0 ? ",\"late, asked for\"" : ",delivered").append(",true\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Counts and sums by region over CSV files of a stage; the region is the second column, the amount the third. */
    static String csvQuery(String location) {
        return "SELECT $2 AS region, count(*) AS n, sum($3::BIGINT) AS total FROM " + location
                + " (FILE_FORMAT => 'csv') GROUP BY $2 ORDER BY $2";
    }

    /** The same of plain DuckDB, with every option that the server gives DuckDB for CSV; {@code files} may be a pattern. */
    static String csvQueryOfDuckDb(String files) {
        String columns = IntStream.rangeClosed(1, TEXT_COLUMNS).mapToObj(i -> "'c" + i + "': 'VARCHAR'").collect(Collectors.joining(", "));
        return "SELECT c2, count(*), sum(c3::BIGINT) FROM read_csv('" + files + "', columns = {" + columns
                + "}, auto_detect = false, header = false, skip = 0, delim = ',', quote = '\"', escape = '\"', nullstr = ['\\N', ''],"
                + " allow_quoted_nulls = false, compression = 'none') GROUP BY c2 ORDER BY c2";
    }

    /** The same of plain DuckDB as a user would write it, who names types instead of casting text. */
    static String typedCsvQueryOfDuckDb(String files) {
        return aggregate("region", "amount", "read_csv('" + files + "', columns = {'id': 'BIGINT', 'region': 'VARCHAR', 'amount': 'BIGINT',"
                + " 'price': 'DECIMAL(10, 2)', 'day': 'DATE', 'customer': 'VARCHAR', 'note': 'VARCHAR', 'paid': 'BOOLEAN'},"
                + " auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"')");
    }

    /** Counts rows and sums {@code amount} by {@code region}, which are columns of any table or stage. */
    static String aggregate(String region, String amount, String from) {
        return "SELECT " + region + ", count(*) AS n, sum(" + amount + ") AS total FROM " + from
                + " GROUP BY " + region + " ORDER BY " + region;
    }
}
