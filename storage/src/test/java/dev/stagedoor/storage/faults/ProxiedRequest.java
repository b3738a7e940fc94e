package dev.stagedoor.storage.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One HTTP/1.1 request as it came: its lines, and a body of announced length.
 *
 * @param head the request line and the header lines
 */
public record ProxiedRequest(List<String> head, byte[] body) {
    private static final int MAX_HEAD_BYTES = 64 << 10;

    /** Reads a request, and answers an {@code Expect: 100-continue} on the way. Empty when the connection ends instead. */
    static Optional<ProxiedRequest> read(InputStream in, OutputStream out) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0 || bytes.size() > MAX_HEAD_BYTES) {
                return Optional.empty();
            }
            bytes.write(next);
        }
        List<String> head = bytes.toString(StandardCharsets.ISO_8859_1).strip().lines().toList();
        ProxiedRequest request = new ProxiedRequest(head, new byte[0]);
        if (request.header("expect").isPresent()) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
        int length = request.header("content-length").map(Integer::parseInt).orElse(0);
        return Optional.of(new ProxiedRequest(head, in.readNBytes(length)));
    }

    /** {@code GET}, {@code PUT}, … */
    public String method() {
        return head.getFirst().substring(0, head.getFirst().indexOf(' '));
    }

    public Optional<String> header(String name) {
        String start = name + ":";
        return head.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .findFirst();
    }

    /** The request as it is passed on: on a connection that ends with the answer. */
    byte[] bytes() {
        String text = head.stream()
                .filter(line -> !line.toLowerCase(Locale.ROOT).matches("(connection|expect):.*"))
                .collect(Collectors.joining("\r\n", "", "\r\nConnection: close\r\n\r\n"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }
}
