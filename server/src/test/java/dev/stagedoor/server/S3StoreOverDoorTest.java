package dev.stagedoor.server;

import dev.stagedoor.engine.statement.RunningStatements;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.sqlite.SqlitePresignLedger;
import dev.stagedoor.server.StagedoorServer.DoorKey;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.door.DoorBucket;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectStoreContract;
import dev.stagedoor.storage.contract.Curl;
import dev.stagedoor.storage.contract.Deviation;
import dev.stagedoor.storage.contract.HttpAnswer;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.contract.StoreName;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import dev.stagedoor.storage.s3.S3Store;
import dev.stagedoor.testsupport.Full;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.SdkHttpClient;

/** One server's external stage over another server's door. */
@Full
@StoreName("s3 on the door of another server")
class S3StoreOverDoorTest extends ObjectStoreContract {
    private static final S3Credential KEY = new S3Credential("ROOTUSER", Secret.of("CHANGEME123"));

    @TempDir
    private Path data;

    private DataDirectory directory;
    private SqlitePresignLedger ledger;
    private EmbeddedStore embedded;
    private StagedoorServer server;
    private SdkHttpClient http;
    private S3Store s3;

    @Override
    protected ObjectStore createStore() {
        directory = DataDirectory.open(data);
        embedded = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, Clock.systemUTC());
        ledger = SqlitePresignLedger.open(directory.ledgerDirectory(), LedgerOptions.DEFAULT, Clock.systemUTC());
        server = new StagedoorServer(
                Options.LOCAL,
                new ScriptedStatements(),
                new RunningStatements(),
                (location, principal) -> new dev.stagedoor.engine.file.StageFile(embedded, new ObjectKey(location.path())),
                ledger,
                new StandingUrls(),
                Users.DEFAULT,
                List.of(new DoorBucket(embedded.bucket(), embedded, Optional.of(KEY))),
                new DoorKey(embedded.region(), directory.credential()),
                directory.spillDirectory(),
                Clock.systemUTC());
        InetSocketAddress address = server.start();
        URI endpoint = URI.create("http://127.0.0.1:" + address.getPort());
        http = S3Server.http();
        s3 = S3Store.open(new S3Server(endpoint, KEY, embedded.region()).location(embedded.bucket()), http, clock);
        return s3;
    }

    @Override
    protected void dispose() {
        http.close(); // or the server would wait for the connections that are kept for the next request
        server.stop(Duration.ofSeconds(5));
        ledger.close();
        embedded.close();
        directory.close();
    }

    @Override
    public long maxObjectBytes() {
        return s3.maxObjectBytes();
    }

    /** A page of S3 has 1,000 keys; RadosGatewayStoreTest lists more. */
    @Override
    public int manyListed() {
        return 2_500;
    }

    @Override
    public Set<Deviation> deviations() {
        return Set.of(Deviation.TIMES_TO_THE_SECOND);
    }

    @Override
    public HttpAnswer send(HttpMethod method, String url, Map<String, String> headers, byte[] body) {
        return Curl.send(method, url, headers, body);
    }
}
