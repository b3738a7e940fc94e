package dev.stagedoor.fuzz;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dev.stagedoor.app.RunningServer;
import dev.stagedoor.app.config.ConfigurationLoader;
import dev.stagedoor.client.DatabendClient;
import dev.stagedoor.client.Dsn;
import dev.stagedoor.client.QueryResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the door of a real server: presigned URLs, altered, with headers and bodies of any kind. Whatever is sent, the server does
 * not fail (500), and no file comes to be but the one that was granted.
 */
public final class DoorTarget {
    private static final String GRANTED = "a/granted.csv";
    private static final int MAX_MUTATIONS = 4;
    private static final int MAX_HEADERS = 4;
    private static final int MAX_BODY_BYTES = 512;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final List<String> HEADERS = List.of(
            "Content-Type", "Content-MD5", "If-None-Match", "If-Match", "Range", "Expect", "Transfer-Encoding", "Content-Encoding",
            "Authorization",
            "x-amz-content-sha256", "x-amz-checksum-sha256", "x-amz-checksum-crc32", "x-amz-copy-source",
            "x-amz-decoded-content-length", "Origin",
            "X-Forwarded-For", "X-Forwarded-Host", "Content-Range");

    private static @Nullable RunningServer server;
    private static List<String> urls = List.of();

    private DoorTarget() {}

    /** Called by Jazzer, once. */
    public static void fuzzerInitialize() throws IOException {
        BugDetectors.allowNetworkConnections();
        Path data = Files.createTempDirectory("stagedoor-fuzz");
        var environment = Map.of("STAGEDOOR_STORAGE_DATA", data.resolve("data").toString(), "STAGEDOOR_SERVER_PORT", "0");
        server = RunningServer.start(new ConfigurationLoader(environment, data).load(null, List.of()).configuration(), Clock.systemUTC());
        urls = List.of(presign("UPLOAD"), presign("DOWNLOAD"), presign("UPLOAD", "CONTENT_TYPE = 'text/csv'"));
    }

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        String url = data.pickValue(urls);
        String target = mutated(url.substring(url.indexOf('/', "http://".length())), data);
        String method = data.pickValue(List.of("PUT", "PUT", "GET", "HEAD", "DELETE", "POST", "OPTIONS", "put"));
        var head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: ").append(authority()).append("\r\n");
        for (int i = data.consumeInt(0, MAX_HEADERS); i > 0; i--) {
            head.append(data.pickValue(HEADERS)).append(": ").append(line(data.consumeString(40))).append("\r\n");
        }
        byte[] body = data.consumeBytes(MAX_BODY_BYTES);
        head.append("Content-Length: ").append(data.consumeBoolean() ? body.length : data.consumeInt(0, MAX_BODY_BYTES))
                .append("\r\nConnection: close\r\n\r\n");
        int status = send(head.toString().getBytes(StandardCharsets.ISO_8859_1), body);
        if (status == 500) {
            throw new AssertionError("the server failed");
        }
        if (status == 200) {
            requireNoOtherFile();
        }
    }

    /** Of the characters of a URL, some are replaced, added or left out. */
    private static String mutated(String target, FuzzedDataProvider data) {
        var text = new StringBuilder(target);
        for (int i = data.consumeInt(0, MAX_MUTATIONS); i > 0; i--) {
            int at = data.consumeInt(0, text.length() - 1);
            switch (data.consumeInt(0, 3)) {
                case 0 -> text.setCharAt(at, (char) data.consumeInt('!', '~'));
                case 1 -> text.insert(at, (char) data.consumeInt('!', 0xff));
                case 2 -> text.insert(at, data.pickValue(
                        List.of("/../", "%2e%2e/", "%2F", "//", "%00", "\\", "?", "&x-stagedoor-max-size=9", "%c0%af", "#", ";")));
                default -> text.deleteCharAt(at);
            }
            if (text.isEmpty()) {
                return "/";
            }
        }
        return line(text.toString());
    }

    private static String line(String text) {
        return text.replaceAll("[\r\n\u0000]", "");
    }

    private static int send(byte[] head, byte[] body) {
        URI address = running().address();
        try (var socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), TIMEOUT_MILLIS);
            var request = new ByteArrayOutputStream();
            request.write(head);
            request.write(body);
            socket.getOutputStream().write(request.toByteArray());
            // Announced bytes that never come would be waited for.
            socket.shutdownOutput();
            return status(socket.getInputStream());
        } catch (IOException e) {
            // Refused and closed while it was being sent.
            return 0;
        }
    }

    private static int status(InputStream in) throws IOException {
        byte[] line = in.readNBytes("HTTP/1.1 200".length());
        String text = new String(line, StandardCharsets.ISO_8859_1);
        return text.length() == line.length && text.startsWith("HTTP/1.1 ") ? Integer.parseInt(text.substring(text.length() - 3)) : 0;
    }

    private static void requireNoOtherFile() {
        for (List<@Nullable String> row : query("LIST @~")) {
            if (!GRANTED.equals(row.getFirst())) {
                throw new AssertionError("a file that nobody was granted");
            }
        }
    }

    private static String presign(String action, String... terms) {
        return String.valueOf(query("PRESIGN " + action + " @~/" + GRANTED + " EXPIRE = 604800 " + String.join(" ", terms)).getFirst()
                .getLast());
    }

    private static List<List<@Nullable String>> query(String sql) {
        var rows = new ArrayList<List<@Nullable String>>();
        try (var client = new DatabendClient(Dsn.parse("databend://root:@" + authority() + "/default"));
                QueryResult result = client.execute(sql)) {
            for (@Nullable String[] row = result.next(); row != null; row = result.next()) {
                rows.add(Arrays.asList(row));
            }
        }
        return rows;
    }

    private static String authority() {
        return running().address().getRawAuthority();
    }

    private static RunningServer running() {
        if (server == null) {
            throw new IllegalStateException("the server is not running");
        }
        return server;
    }
}
