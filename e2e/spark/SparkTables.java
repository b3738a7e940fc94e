import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.unsafe.types.VariantVal;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Spark in one local session. Reads a statement from each line of standard input, and writes its answer as a line of JSON to standard
 * output: a list of rows, or a text that says what went wrong. Cells are texts, as Stagedoor writes them. Started from this source, with
 * the class path of the pom beside it: the build of the project knows nothing of Spark.
 */
public final class SparkTables {
    /** What an answer begins with: other lines are Spark's own talk. */
    private static final String ANSWER = "answer ";

    /** What is asked for in place of the procedure of that name, which spares files of the last day. */
    private static final String REMOVE_ORPHANS = "REMOVE ORPHAN FILES OF ";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
    private static final ObjectMapper JSON = new ObjectMapper();

    private SparkTables() {}

    /** The file with the settings of the session, a name and a value on each line. */
    public static void main(String[] arguments) throws Exception {
        var builder = SparkSession.builder().master("local[1]").appName("stagedoor-tables");
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] setting = line.strip().split("\\s+", 2);
            builder.config(setting[0], setting[1]);
        }
        try (SparkSession session = builder.getOrCreate()) {
            var statements = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String sql = statements.readLine(); sql != null; sql = statements.readLine()) {
                System.out.println(ANSWER + JSON.writeValueAsString(answer(session, sql)));
            }
        }
    }

    private static Object answer(SparkSession session, String sql) {
        try {
            if (sql.startsWith(REMOVE_ORPHANS)) {
                return removed(session, sql.substring(REMOVE_ORPHANS.length()));
            }
            return session.sql(sql).collectAsList().stream().map(SparkTables::cells).toList();
        } catch (Exception e) {
            StringBuilder text = new StringBuilder();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                text.append(cause).append('\n');
            }
            return text.toString();
        }
    }

    private static List<List<String>> removed(SparkSession session, String table) throws Exception {
        var files = new ArrayList<List<String>>();
        SparkActions.get(session)
                .deleteOrphanFiles(Spark3Util.loadIcebergTable(session, table))
                .usePrefixListing(true)
                .olderThan(System.currentTimeMillis() + 1)
                .execute()
                .orphanFileLocations()
                .forEach(file -> files.add(List.of(file)));
        return files;
    }

    private static List<String> cells(Row row) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            cells.add(row.isNullAt(i) ? null : text(row.get(i)));
        }
        return cells;
    }

    private static String text(Object cell) {
        return switch (cell) {
            case Boolean b -> b ? "1" : "0";
            case BigDecimal decimal -> decimal.toPlainString();
            case Float f -> number(f.toString());
            case Double d -> number(d.toString());
            case byte[] bytes -> HexFormat.of().withUpperCase().formatHex(bytes);
            case Instant instant -> TIME.format(instant.atOffset(ZoneOffset.UTC));
            case LocalDateTime time -> TIME.format(time);
            case VariantVal variant -> variant.toJson(ZoneOffset.UTC);
            case scala.collection.Seq<?> array ->
                CollectionConverters.asJava(array).stream().map(SparkTables::nested).collect(Collectors.joining(",", "[", "]"));
            case scala.collection.Map<?, ?> map ->
                CollectionConverters.asJava(map).entrySet().stream()
                        .map(entry -> nested(entry.getKey()) + ":" + nested(entry.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            case Row row ->
                IntStream.range(0, row.size())
                        .mapToObj(i -> nested(row.get(i)))
                        .collect(Collectors.joining(",", "(", row.size() == 1 ? ",)" : ")"));
            default -> cell.toString();
        };
    }

    private static String number(String text) {
        return text.replace(".0E", "E").replaceAll("\\.0$", "").replace('E', 'e');
    }

    private static String nested(Object cell) {
        return switch (cell) {
            case null -> "NULL";
            case String _, byte[] _, LocalDate _, Instant _, LocalDateTime _ ->
                '"' + text(cell).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            default -> text(cell);
        };
    }
}
