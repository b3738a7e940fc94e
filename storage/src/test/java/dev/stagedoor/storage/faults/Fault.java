package dev.stagedoor.storage.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

/** What the network or the server does with a request instead of answering it. */
@FunctionalInterface
public interface Fault {
    void happen(Exchange exchange) throws IOException, InterruptedException;

    /** Passes the request on and the answer back: no fault. */
    Fault NONE = exchange -> exchange.send(exchange.answer());

    /** The connection is reset when the request has been read. */
    Fault RESET = Exchange::reset;

    /** The answer's first bytes come, then a reset. */
    static Fault resetAfter(int bodyBytes) {
        return exchange -> {
            exchange.send(cut(exchange.answer(), bodyBytes));
            exchange.reset();
        };
    }

    /** Nothing comes, and the connection stays open until the proxy is closed. */
    static Fault stall(CountDownLatch end) {
        return exchange -> end.await();
    }

    /** The answer begins, then nothing more comes until the proxy is closed. */
    static Fault stallAfter(int bodyBytes, CountDownLatch end) {
        return exchange -> {
            exchange.send(cut(exchange.answer(), bodyBytes));
            end.await();
        };
    }

    /** The answer's head announces its whole body; the connection ends after some of it. */
    static Fault truncateAfter(int bodyBytes) {
        return exchange -> exchange.send(cut(exchange.answer(), bodyBytes));
    }

    /** An answer of the server itself, as S3 words it. */
    static Fault error(int status, String code, String message) {
        return error(status, code, message, Map.of());
    }

    static Fault error(int status, String code, String message, Map<String, String> headers) {
        return exchange -> {
            String body = exchange.request().method().equals("HEAD")
                    ? ""
                    : "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code + "</Code><Message>" + message
                            + "</Message><RequestId>1</RequestId></Error>";
            StringBuilder head =
                    new StringBuilder("HTTP/1.1 " + status + " Fault\r\nConnection: close\r\nContent-Type: application/xml\r\n");
            headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
            head.append("Content-Length: ").append(body.length()).append("\r\n\r\n");
            exchange.send((head + body).getBytes(StandardCharsets.ISO_8859_1));
        };
    }

    /** The server's answer, changed. */
    static Fault change(UnaryOperator<String> answer) {
        return exchange -> exchange.send(
                answer.apply(new String(exchange.answer(), StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] cut(byte[] answer, int bodyBytes) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n") + 4 + bodyBytes;
        if (end >= answer.length) {
            throw new IllegalStateException("the answer is too short to be cut after " + bodyBytes + " bytes");
        }
        return Arrays.copyOf(answer, end);
    }
}
