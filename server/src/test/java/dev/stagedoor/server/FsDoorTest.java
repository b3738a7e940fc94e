package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.engine.statement.RunningStatements;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.sqlite.SqlitePresignLedger;
import dev.stagedoor.server.StagedoorServer.DoorKey;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.door.DoorBucket;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.s3v4.BucketAddress;
import dev.stagedoor.signing.s3v4.S3V4Presigner;
import dev.stagedoor.signing.s3v4.S3V4Terms;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import dev.stagedoor.storage.fs.FsOptions;
import dev.stagedoor.storage.fs.FsStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The door before files of the machine, beside the server's own bucket, to which S3 clients have access. */
class FsDoorTest {
    private static final S3Credential ACCESS = new S3Credential("ROOTUSER", Secret.of("CHANGEME123"));

    @TempDir
    Path temporary;

    private Path root;
    private DataDirectory directory;
    private SqlitePresignLedger ledger;
    private EmbeddedStore embedded;
    private FsStore files;
    private StagedoorServer server;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        root = Files.createDirectory(temporary.resolve("files"));
        directory = DataDirectory.open(temporary.resolve("data"));
        Clock clock = Clock.systemUTC();
        embedded = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, clock);
        files = new FsStore(new FsOptions(List.of(root), List.of(directory.path()), 1 << 20), directory.credential(),
                embedded.region(), clock);
        ledger = SqlitePresignLedger.open(directory.ledgerDirectory(), LedgerOptions.DEFAULT, clock);
        server = new StagedoorServer(
                Options.LOCAL,
                new ScriptedStatements(),
                new RunningStatements(),
                (location, principal) -> new dev.stagedoor.engine.file.StageFile(embedded, new ObjectKey(location.path())),
                ledger,
                new StandingUrls(),
                Users.DEFAULT,
                List.of(
                        new DoorBucket(embedded.bucket(), embedded, Optional.of(ACCESS)),
                        new DoorBucket(FsStore.BUCKET, files, Optional.empty())),
                new DoorKey(embedded.region(), directory.credential()),
                directory.spillDirectory(),
                clock);
        client = new Client(server.start());
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(Duration.ofSeconds(5));
        ledger.close();
        embedded.close();
        directory.close();
    }

    private String key(String below) {
        return root.toString().substring(1) + "/" + below;
    }

    private URI presign(HttpMethod method, String below) {
        var terms = new PresignTerms(Duration.ofHours(1), Optional.empty(), client.base);
        return URI.create(files.presign(method, new ObjectKey(key(below)), terms).url());
    }

    private HttpResponse<String> send(String method, URI url, String body, String... headers) {
        return client.send(method, url, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body), headers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "deep/er/b c.csv", "%2e%2e", "..%2f", "é/漢字", "a+b=c"})
    void a_file_is_put_and_got_under_its_path(String below) {
        assertThat(presign(HttpMethod.PUT, below).getRawPath()).startsWith("/fs/");
        HttpResponse<String> put = send("PUT", presign(HttpMethod.PUT, below), "hello", "Content-Type", "text/csv");
        assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
        assertThat(put.headers().firstValue("ETag")).hasValue(Bodies.etag(Bodies.utf8("hello")));
        assertThat(root.resolve(below)).hasContent("hello");
        HttpResponse<String> got = send("GET", presign(HttpMethod.GET, below), "", "Range", "bytes=1-3");
        assertThat(got.statusCode()).isEqualTo(206);
        assertThat(got.body()).isEqualTo("ell");
        assertThat(got.headers().firstValue("Content-Type")).hasValue("text/csv");
        assertThat(send("HEAD", presign(HttpMethod.HEAD, below), "").headers().firstValue("Content-Length")).hasValue("5");
    }

    @Test
    void a_url_is_good_for_its_file_alone() throws IOException {
        Files.writeString(root.resolve("other"), "secret");
        URI url = presign(HttpMethod.GET, "mine");
        assertThat(send("GET", URI.create(url.toString().replace("/mine?", "/other?")), "").statusCode()).isEqualTo(403);
        assertThat(send("PUT", url, "x").statusCode()).isEqualTo(403);
        assertThat(send("GET", url, "").statusCode()).isEqualTo(404);
    }

    @Test
    void not_even_the_signing_key_opens_what_no_root_holds() {
        var presigner = new S3V4Presigner(directory.credential(), embedded.region());
        for (String key : List.of("etc/passwd", directory.path().toString().substring(1) + "/signing.key",
                key("x/../../data/signing.key"))) {
            URI url = URI.create(presigner
                    .presign(
                            HttpMethod.GET,
                            BucketAddress.pathStyle(client.base, FsStore.BUCKET),
                            key,
                            S3V4Terms.expiring(Duration.ofHours(1)),
                            Instant.now())
                    .url());
            HttpResponse<String> refused = send("GET", url, "");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            assertThat(refused.body()).contains("<Code>InvalidArgument</Code>");
        }
    }

    @Test
    void the_access_key_of_another_bucket_reaches_no_file() throws IOException {
        Files.writeString(root.resolve("a"), "secret");
        URI url = URI.create(new S3V4Presigner(ACCESS, embedded.region())
                .presign(
                        HttpMethod.GET,
                        BucketAddress.pathStyle(client.base, FsStore.BUCKET),
                        key("a"),
                        S3V4Terms.expiring(Duration.ofHours(1)),
                        Instant.now())
                .url());
        HttpResponse<String> refused = send("GET", url, "");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("<Code>AccessDenied</Code>").doesNotContain("secret");
        try (S3Client s3 = new S3Server(client.base, ACCESS, embedded.region()).client()) {
            assertThat(s3.listObjectsV2(r -> r.bucket(embedded.bucket())).contents()).isEmpty();
            assertThatThrownBy(() -> s3.getObjectAsBytes(r -> r.bucket(FsStore.BUCKET).key(key("a"))))
                    .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
            assertThatThrownBy(() -> s3.deleteObject(r -> r.bucket(FsStore.BUCKET).key(key("a"))))
                    .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
        }
        assertThat(root.resolve("a")).exists();
    }
}
