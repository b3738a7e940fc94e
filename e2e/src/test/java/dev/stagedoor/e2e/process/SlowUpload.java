package dev.stagedoor.e2e.process;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** An upload whose bytes are sent when the test says so. */
final class SlowUpload implements AutoCloseable {
    private final Socket socket;

    /** Sends the head of a PUT and no byte of its body. */
    SlowUpload(URI url, long length) throws IOException {
        socket = new Socket(url.getHost(), url.getPort());
        write(("PUT " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: " + url.getRawAuthority() + "\r\nContent-Length: "
                        + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends some of the body. */
    void write(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    /** The server's answer, or what there is of it, once the server closes the connection or the head is complete. */
    String answer(Duration limit) throws IOException {
        socket.setSoTimeout((int) limit.toMillis());
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                break;
            }
            answer.append((char) next);
        }
        return answer.toString();
    }

    /** Waits for an answer, or the end of the connection; whether one of them came in time. */
    boolean isAnswered(Duration limit) throws IOException {
        socket.setSoTimeout((int) limit.toMillis());
        try {
            socket.getInputStream().read();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
