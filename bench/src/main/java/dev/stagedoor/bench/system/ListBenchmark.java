package dev.stagedoor.bench.system;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * LIST of 1,000,000 files, from the statement to the last row parsed at the client, with the server at {@code -Xmx256m}; beside a bare
 * SQLite scan of the same index in this process. The rows are put through the store itself before the clock starts.
 */
public final class ListBenchmark {
    private static final int FILES = Integer.getInteger("stagedoor.bench.files", 1_000_000);
    private static final int ROUNDS = 3;
    private static final double GOAL_SECONDS = 5;
    private static final String SERVER_HEAP = "-Xmx256m";

    private ListBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Figure.heading("LIST; the index is on disk, the server has -Xmx256m");
        Path data = Home.temporaryDirectory();
        try {
            SmallObjects.fill(data, "stage/user/root/", FILES);
            double[] ours = new double[ROUNDS];
            double[] scan = new double[ROUNDS];
            try (var stagedoor = Home.stagedoor(data, SERVER_HEAP)) {
                var server = new PagedResultReader(URI.create(stagedoor.ready(1)));
                for (int i = 0; i < ROUNDS; i++) {
                    ours[i] = list(server);
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

    /** Seconds from the statement to the last row. */
    private static double list(PagedResultReader server) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long rows = server.rows("LIST @~");
        if (rows != FILES) {
            throw new IOException(rows + " rows came, not " + FILES);
        }
        return (System.nanoTime() - start) / 1e9;
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
