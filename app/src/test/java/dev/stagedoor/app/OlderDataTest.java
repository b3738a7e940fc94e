package dev.stagedoor.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.client.ClientException;
import dev.stagedoor.client.DatabendClient;
import dev.stagedoor.client.QueryResult;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A data directory that an earlier build wrote is opened with everything in it. {@code data-2026-11.zip} was written by the build of
 * November 2026 (index 5, catalog 5, ledger 2), whose process was killed. Its keys are of this test alone.
 */
class OlderDataTest {
    /** Shortly after it was written: what is in it has not expired. */
    private static final Instant WRITTEN = Instant.parse("2026-11-28T23:28:10Z");

    /** Asked for with a day to live, never used. */
    private static final String ISSUED =
            "http://127.0.0.1:36303/stagedoor/stage/internal/books/in/small.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&"
            + "X-Amz-Credential=SD5ZVYHGHQYOAYK3KVX4%2F20261128%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261128"
            + "T232800Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&x-stagedoor-by=371dffdc6a69e6017ee199447743718"
            + "7&x-stagedoor-id=01a2247c-ae1e-7000-a352-f59e7ef06651&X-Amz-Signature=4c211170842ef64d8ab72550982aa4"
            + "67c73cd7a0a9efd1fd0070383d993afa1c";

    /** With ONE_TIME, and used. */
    private static final String USED_UP =
            "http://127.0.0.1:36303/stagedoor/stage/internal/books/in/small.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&"
            + "X-Amz-Credential=SD5ZVYHGHQYOAYK3KVX4%2F20261128%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261128"
            + "T232800Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&x-stagedoor-by=371dffdc6a69e6017ee199447743718"
            + "7&x-stagedoor-id=01a2247c-aecc-7000-bbcd-e873961259b4&x-stagedoor-one-time=true&X-Amz-Signature=af97"
            + "71eec414cdb442e09275dfb342013ee2e9e5292ba2ffcc53bd6a779a3555";

    /** Ann's, and revoked with all of hers. */
    private static final String REVOKED =
            "http://127.0.0.1:36303/stagedoor/stage/internal/books/in/large.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&"
            + "X-Amz-Credential=SD5ZVYHGHQYOAYK3KVX4%2F20261128%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261128"
            + "T232801Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&x-stagedoor-by=83713a1621217f8a7ee199447743718"
            + "7&x-stagedoor-id=01a2247c-b029-7000-87ef-062f917517b0&X-Amz-Signature=44e743946c2af5559d30cb576ecd79"
            + "c5fd95d549b94d88c8bc6bac1115e9c700";

    @TempDir
    Path data;

    @BeforeEach
    void unpack() throws IOException {
        InputStream packed = Objects.requireNonNull(getClass().getResourceAsStream("data-2026-11.zip"));
        try (var zip = new ZipInputStream(packed)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = data.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        }
    }

    @Test
    void data_of_an_earlier_build_opens_with_everything_in_it() throws Exception {
        for (int opening = 0; opening < 2; opening++) {
            try (TestServer server = start();
                    DatabendClient root = server.client("root", "");
                    DatabendClient ann = server.client("ann", "the password of ann")) {
                assertThat(rows(root, "LIST @books").stream().map(row -> row.getFirst())).containsExactly("in/large.txt", "in/small.csv");
                assertThat(rows(root, "LIST @~").stream().map(row -> row.getFirst())).containsExactly("empty");
                assertThat(rows(root, "SELECT name, stage_type, url, comment FROM system.stages ORDER BY name"))
                        .containsExactly(
                                Arrays.asList("books", "Internal", null, "kept"),
                                Arrays.asList("secret", "External", "s3://bucket/dir/", ""));
                assertThat(rows(root, "SELECT presign_rules FROM system.stages WHERE name = 'books'").getFirst().getFirst())
                        .contains("86400", "1000000");
                assertThat(rows(root, "SHOW FILE FORMATS").getFirst().getFirst()).isEqualTo("pipes");
                assertThat(rows(root, "SHOW CONNECTIONS").getFirst().getFirst()).isEqualTo("store");
                assertThat(rows(ann, "SELECT current_role()")).containsExactly(List.of("reader"));
                assertThat(rows(ann, "LIST @books/in/")).hasSize(2);

                // The parameters of the stage elsewhere can still be read with the key of the catalog.
                assertThat(rows(root, "PRESIGN DOWNLOAD @secret/x").getFirst().getLast())
                        .startsWith("http://127.0.0.1:9/bucket/dir/x?")
                        .contains("AKIDOFTESTS");

                assertThat(get(server, rows(root, "PRESIGN DOWNLOAD @books/in/large.txt").getFirst().getLast()))
                        .startsWith("HTTP/1.1 200 ")
                        .endsWith("\r\n\r\n" + IntStream.range(0, 6000).mapToObj("row %d of the large file\n"::formatted)
                                .collect(Collectors.joining()));
            }
        }
    }

    @Test
    void urls_of_an_earlier_build_are_what_they_were() throws Exception {
        try (TestServer server = start();
                DatabendClient root = server.client("root", "")) {
            assertThat(rows(root, "SELECT outcome, count(*) FROM system.presigns GROUP BY outcome ORDER BY outcome"))
                    .containsExactly(List.of("issued", "2"), List.of("revoked", "1"), List.of("used", "4"));
            assertThat(get(server, ISSUED))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\r\nContent-Type: text/csv\r\n")
                    .endsWith("\r\n\r\nid,title\n1,Dune\n2,Emma\n");
            assertThat(get(server, USED_UP)).startsWith("HTTP/1.1 403 ").contains("used");
            assertThat(get(server, REVOKED)).startsWith("HTTP/1.1 403 ").contains("revoked");
        }
    }

    private TestServer start() {
        return new TestServer(data, Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), WRITTEN)));
    }

    private static List<List<@Nullable String>> rows(DatabendClient client, String sql) throws ClientException {
        List<List<@Nullable String>> rows = new ArrayList<>();
        try (QueryResult result = client.execute(sql)) {
            for (@Nullable String[] row = result.next(); row != null; row = result.next()) {
                rows.add(Arrays.asList(row));
            }
        }
        return rows;
    }

    /** The whole answer. The host is that of the URL, which is signed, whatever port the server has now. */
    private static String get(TestServer server, String url) throws IOException {
        URI uri = URI.create(url);
        try (Socket socket = new Socket(server.address().getHost(), server.address().getPort())) {
            String request = "GET " + uri.getRawPath() + "?" + uri.getRawQuery() + " HTTP/1.1\r\nHost: " + uri.getRawAuthority()
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
