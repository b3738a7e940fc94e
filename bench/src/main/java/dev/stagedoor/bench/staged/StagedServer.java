package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.system.Home;
import dev.stagedoor.bench.system.PeerProcess;
import dev.stagedoor.bench.system.SqlClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The server whose queries are measured, on a data directory that goes with it. */
final class StagedServer implements AutoCloseable {
    /** Threads of a query, and of each peer. */
    static final int THREADS = Runtime.getRuntime().availableProcessors();

    private static final String QUERY_TIMEOUT = "1h";

    private final Path data;
    private final PeerProcess process;
    private final URI address;
    private final SqlClient sql;

    private StagedServer(Path data, PeerProcess process) {
        this.data = data;
        this.process = process;
        this.address = URI.create(process.ready(1));
        this.sql = new SqlClient(address);
    }

    /** An empty server, which has nothing of any file yet. */
    static StagedServer empty() throws IOException {
        return start(Home.temporaryDirectory(), Map.of());
    }

    /** An empty server whose stages may lie over a directory. */
    static StagedServer over(Path directory) throws IOException {
        return start(Home.temporaryDirectory(), Map.of("STAGEDOOR_STORAGE_FS_ROOTS", directory.toString()));
    }

    /** A server on a data directory that was filled before. */
    static StagedServer start(Path data, Map<String, String> settings) throws IOException {
        var all = new HashMap<>(settings);
        all.put("STAGEDOOR_QUERY_THREADS", String.valueOf(THREADS));
        all.put("STAGEDOOR_QUERY_TIMEOUT", QUERY_TIMEOUT);
        return new StagedServer(data, Home.stagedoor(data, "", all));
    }

    URI address() {
        return address;
    }

    /** The most resident memory that the server and its workers have had, in MiB. */
    double peakMebibytes() throws IOException {
        return process.peakMebibytes();
    }

    /** Makes the stage {@code local}, whose files are read in place. */
    void createLocalStage(Path directory) throws IOException {
        execute("CREATE STAGE local URL = 'fs://" + directory + "/'");
    }

    void execute(String statement) throws IOException {
        sql.execute(statement);
    }

    String ask(String query) throws IOException {
        return AnswerLoop.text(sql.rows(query));
    }

    @Override
    public void close() throws IOException {
        process.close();
        Home.delete(data);
    }
}
