package dev.stagedoor.server.audit;

import dev.stagedoor.server.http.JsonBuffer;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One JSON object being written, on one line: control characters in texts are escaped, so no text can end it. */
final class AuditLine {
    private static final int EXPECTED_BYTES = 384;

    private final JsonBuffer json = new JsonBuffer(EXPECTED_BYTES);

    AuditLine(String time, String kind) {
        json.raw(JsonBuffer.ascii("{\"time\":")).string(time);
        text("kind", kind);
    }

    private JsonBuffer key(String name) {
        return json.raw(',').raw('"').raw(JsonBuffer.ascii(name)).raw('"').raw(':');
    }

    AuditLine text(String name, @Nullable String value) {
        key(name).string(value);
        return this;
    }

    AuditLine texts(String name, List<String> values) {
        key(name).raw('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                json.raw(',');
            }
            json.string(values.get(i));
        }
        json.raw(']');
        return this;
    }

    AuditLine number(String name, long value) {
        key(name).number(value);
        return this;
    }

    AuditLine number(String name, OptionalInt value) {
        if (value.isPresent()) {
            return number(name, value.getAsInt());
        }
        key(name).string(null);
        return this;
    }

    /** To the microsecond: most statements take less than a millisecond. */
    AuditLine milliseconds(long nanos) {
        long micros = nanos / 1_000;
        key("milliseconds").number(micros / 1_000).raw('.');
        for (long unit = 100; unit > 0; unit /= 10) {
            json.raw((char) ('0' + micros / unit % 10));
        }
        return this;
    }

    JsonBuffer end() {
        return json.raw('}').raw('\n');
    }
}
