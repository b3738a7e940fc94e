package dev.stagedoor.server.door;

import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.server.http.PacedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** An XML 1.0 document as S3 answers with, built in memory. */
final class Xml {
    private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private final StringBuilder out = new StringBuilder(512).append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /** @param root in S3's namespace */
    Xml(String root) {
        out.append('<').append(root).append(" xmlns=\"").append(NAMESPACE).append("\">");
        open.push(root);
    }

    Xml begin(String name) {
        out.append('<').append(name).append('>');
        open.push(name);
        return this;
    }

    Xml end() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    Xml text(String text) {
        escape(text, out);
        return this;
    }

    Xml element(String name, String text) {
        return begin(name).text(text).end();
    }

    /** Answers with the document. */
    void send(Request request, Response response, MinimumRate minimumRate) throws IOException {
        byte[] body = toBytes();
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        new PacedWriter(request, response, minimumRate).write(true, ByteBuffer.wrap(body));
    }

    byte[] toBytes() {
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What XML cannot hold becomes U+FFFD. A carriage return is escaped, or a parser would read a line feed. */
    static void escape(String text, StringBuilder escaped) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\r' -> escaped.append("&#13;");
                default -> escaped.appendCodePoint(isXml(c) ? c : 0xFFFD);
            }
        });
    }

    static boolean canHold(String text) {
        return text.codePoints().allMatch(Xml::isXml);
    }

    /** XML 1.0, production 2. */
    private static boolean isXml(int c) {
        return c == '\t' || c == '\n' || c == '\r' || c >= 0x20 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD || c >= 0x10000;
    }
}
