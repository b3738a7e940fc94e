package dev.stagedoor.client.transfer;

import dev.stagedoor.client.OutboundNetwork;
import dev.stagedoor.client.DatabendClient;
import dev.stagedoor.client.Dsn;
import java.net.http.HttpClient;
import java.time.Duration;

/** The connections of one user: to a server, and to the stores that its URLs lead to. */
public final class StageClient implements AutoCloseable {
    private final HttpClient http;
    private final StageStatements statements;

    private StageClient(HttpClient http, StageStatements statements) {
        this.http = http;
        this.statements = statements;
    }

    /**
     * Connects when the first statement runs.
     *
     * @param patience how long what fails is tried again
     * @throws IllegalArgumentException with a sentence for the user, when the network cannot be used
     */
    public static StageClient open(Dsn dsn, OutboundNetwork network, Duration patience) {
        HttpClient http = network.open();
        return new StageClient(http, new StageStatements(() -> new DatabendClient(dsn, http), new Retry(patience)));
    }

    public StageStatements statements() {
        return statements;
    }

    HttpClient http() {
        return http;
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
