package dev.stagedoor.bench.system;

import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * LIST of 1,000,000 files, from the statement to the last row parsed at the client, with the server at {@code -Xmx256m}; beside a bare
 * SQLite scan of the same index in this process. The rows are put through the store itself before the clock starts.
 */
public final class ListBenchmark {
    private static final int FILES = Integer.getInteger("stagedoor.bench.files", 1_000_000);
    private static final int ROUNDS = 3;
    private static final int PUTTING_THREADS = 64;
    private static final double GOAL_SECONDS = 5;
    private static final String SERVER_HEAP = "-Xmx256m";

    private final URI server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonFactory json = new JsonFactory();

    private ListBenchmark(URI server) {
        this.server = server;
    }

    public static void main(String[] arguments) throws Exception {
        Figure.heading("LIST; the index is on disk, the server has -Xmx256m");
        Path data = Home.temporaryDirectory();
        try {
            fill(data);
            double[] ours = new double[ROUNDS];
            double[] scan = new double[ROUNDS];
            try (var stagedoor = Home.stagedoor(data, SERVER_HEAP)) {
                var benchmark = new ListBenchmark(URI.create(stagedoor.ready(1)));
                for (int i = 0; i < ROUNDS; i++) {
                    ours[i] = benchmark.list();
                    scan[i] = bareScan(data);
                    System.out.printf(
                            "round %d: LIST of %,d files %.2f s; bare SQLite scan %.2f s; server resident %.0f MiB%n",
                            i + 1, FILES, ours[i], scan[i], stagedoor.residentMebibytes());
                }
            }
            Figure.atMost("LIST of %,d files to the last row".formatted(FILES), Figure.median(ours), GOAL_SECONDS, "s");
            System.out.printf("of which a bare index scan takes %.2f s%n", Figure.median(scan));
        } finally {
            Home.delete(data);
        }
    }

    private static void fill(Path data) throws Exception {
        byte[] content = "ten bytes!".getBytes(StandardCharsets.US_ASCII);
        try (var directory = DataDirectory.open(data);
                var store = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, Clock.systemUTC());
                var threads = Executors.newFixedThreadPool(PUTTING_THREADS)) {
            for (int thread = 0; thread < PUTTING_THREADS; thread++) {
                int first = thread;
                threads.submit(() -> {
                    for (int i = first; i < FILES; i += PUTTING_THREADS) {
                        var key = String.format(Locale.ROOT, "stage/user/root/2026/11/%03d/part-%07d.parquet", i / 1000, i);
                        var body = new ObjectBody(new ByteArrayInputStream(content), OptionalLong.of(content.length));
                        store.put(new ObjectKey(key), body, PutConditions.NONE);
                    }
                    return null;
                });
            }
        }
    }

    /** Runs the statement and follows the pages; gives seconds. */
    private double list() throws IOException, InterruptedException {
        long start = System.nanoTime();
        var first = HttpRequest.newBuilder(server.resolve("/v1/query"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"sql\":\"LIST @~\"}"));
        var page = read(first);
        long rows = page.rows;
        while (page.next != null) {
            page = read(HttpRequest.newBuilder(server.resolve(page.next)));
            rows += page.rows;
        }
        if (rows != FILES) {
            throw new IOException(rows + " rows came, not " + FILES);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private record Page(long rows, @Nullable String next) {}

    private Page read(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = http.send(request.header("Authorization", "Basic cm9vdDo=").build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body();
                var parser = json.createParser(ObjectReadContext.empty(), body)) {
            long rows = 0;
            String next = null;
            int depth = 0;
            String field = "";
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME && depth == 1) {
                    field = parser.currentName();
                } else if (token == JsonToken.START_ARRAY && depth == 2 && field.equals("data")) {
                    rows++;
                } else if (token == JsonToken.VALUE_STRING && depth == 1 && field.equals("next_uri")) {
                    next = parser.getString();
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            }
            return new Page(rows, next != null && next.endsWith("/final") ? null : next);
        }
    }

    /** What the index alone costs: the same columns in the same order, read and dropped. */
    private static double bareScan(Path data) throws SQLException, IOException {
        Path index;
        try (var files = Files.walk(data)) {
            index = files.filter(f -> f.getFileName().toString().equals("index.db")).findFirst().orElseThrow();
        }
        long start = System.nanoTime();
        long rows = 0;
        try (var connection = DriverManager.getConnection("jdbc:sqlite:file:" + index + "?mode=ro");
                var statement = connection.createStatement();
                var result = statement.executeQuery("SELECT key, size, md5, last_modified FROM object ORDER BY key")) {
            while (result.next()) {
                result.getString(1);
                result.getLong(2);
                result.getBytes(3);
                result.getLong(4);
                rows++;
            }
        }
        if (rows != FILES) {
            throw new IOException("the index has " + rows + " rows");
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
