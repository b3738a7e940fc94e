package dev.stagedoor.signing.s3v4;

import dev.stagedoor.signing.primitive.AsciiBuffer;
import dev.stagedoor.signing.primitive.PercentEncoding;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a query in canonical order: the signature's own parameters as they come (sorted), the operation's parameters between them. */
final class CanonicalQuery {
    private final AsciiBuffer out;
    private final int start;
    private final Iterator<Map.Entry<String, String>> others;
    private Map.Entry<String, String> next;

    /** Sorts after every encoded name, which is printable ASCII. */
    private static final Map.Entry<String, String> NONE = Map.entry("\u007f", "");

    /** @param parameters of the operation, not encoded */
    CanonicalQuery(AsciiBuffer out, Map<String, String> parameters) {
        this.out = out;
        this.start = out.length();
        this.others = parameters.isEmpty() ? Collections.emptyIterator() : encoded(parameters);
        this.next = advance();
    }

    /** Writes every other parameter that sorts before {@code name}, then {@code name=}, and leaves the encoded value to the caller. */
    AsciiBuffer parameter(String name) {
        while (next.getKey().compareTo(name) < 0) {
            writeOther();
        }
        return separate().append(name).append('=');
    }

    /** Writes the other parameters that are left. */
    void end() {
        while (next != NONE) {
            writeOther();
        }
    }

    private void writeOther() {
        separate().append(next.getKey()).append('=').append(next.getValue());
        next = advance();
    }

    private AsciiBuffer separate() {
        return out.length() == start ? out : out.append('&');
    }

    private Map.Entry<String, String> advance() {
        return others.hasNext() ? others.next() : NONE;
    }

    /** Signature V4 sorts by the encoded names. Most queries have one parameter, which needs no order. */
    private static Iterator<Map.Entry<String, String>> encoded(Map<String, String> parameters) {
        if (parameters.size() == 1) {
            Map.Entry<String, String> only = parameters.entrySet().iterator().next();
            return List.of(Map.entry(PercentEncoding.encode(only.getKey()), PercentEncoding.encode(only.getValue()))).iterator();
        }
        var sorted = new TreeMap<String, String>();
        parameters.forEach((name, value) -> sorted.put(PercentEncoding.encode(name), PercentEncoding.encode(value)));
        return sorted.entrySet().iterator();
    }
}
