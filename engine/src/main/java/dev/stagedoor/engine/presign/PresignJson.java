package dev.stagedoor.engine.presign;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.storage.AddressRange;
import dev.stagedoor.storage.PresignLimits;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The two compact JSON objects (RFC 8259) that each PRESIGN writes; all names and values are visible ASCII. No tree: this is the hot path.
 */
public final class PresignJson {
    private static final String NO_TERMS = "{}";

    private PresignJson() {}

    /** Of headers that the client must send. */
    static String headers(Map<String, String> headers) {
        StringBuilder json = new StringBuilder(64).append('{');
        headers.forEach((name, value) -> string(name, value, json));
        return json.append('}').toString();
    }

    /** Of what a URL is bound to, under the names of the statement's terms; a checksum in base64. */
    static String terms(Optional<String> contentType, PresignLimits limits) {
        if (contentType.isEmpty() && limits.equals(PresignLimits.NONE)) {
            return NO_TERMS;
        }
        StringBuilder json = new StringBuilder(96).append('{');
        contentType.ifPresent(type -> string("content_type", type, json));
        limits.maxBytes().ifPresent(bytes -> name("max_size", json).append(bytes));
        limits.contentLength().ifPresent(bytes -> name("content_length", json).append(bytes));
        limits.sha256().ifPresent(sha256 -> string("checksum_sha256", Base64.getEncoder().encodeToString(sha256.digest()), json));
        if (limits.onlyIfAbsent()) {
            name("overwrite", json).append(false);
        }
        if (limits.oneTime()) {
            name("one_time", json).append(true);
        }
        if (!limits.fromAddresses().isEmpty()) {
            addresses(limits.fromAddresses(), name("from_ip", json));
        }
        return json.append('}').toString();
    }

    /** The rules of a stage, as {@code PRESIGN = (…)} writes them: only what is bound. */
    public static String rules(PresignRules rules) {
        StringBuilder json = new StringBuilder(96).append('{');
        rules.maxExpire().ifPresent(expire -> name("max_expire", json).append(expire.toSeconds()));
        rules.maxBytes().ifPresent(bytes -> name("max_size", json).append(bytes));
        if (!rules.contentTypes().isEmpty()) {
            texts(rules.contentTypes(), name("content_types", json));
        }
        if (!rules.overwrite()) {
            name("overwrite", json).append(false);
        }
        if (rules.methods().size() < PresignRules.Method.values().length) {
            texts(rules.methods().stream().map(Enum::name).sorted().toList(), name("methods", json));
        }
        return json.append('}').toString();
    }

    private static void texts(List<String> texts, StringBuilder json) {
        char before = '[';
        for (String text : texts) {
            json.append(before).append('"');
            escape(text, json);
            json.append('"');
            before = ',';
        }
        json.append(']');
    }

    private static void addresses(List<AddressRange> ranges, StringBuilder json) {
        char before = '[';
        for (AddressRange range : ranges) {
            json.append(before).append('"').append(range).append('"');
            before = ',';
        }
        json.append(']');
    }

    private static StringBuilder name(String name, StringBuilder json) {
        if (json.length() > 1) {
            json.append(',');
        }
        json.append('"');
        escape(name, json);
        return json.append("\":");
    }

    private static void string(String name, String value, StringBuilder json) {
        name(name, json).append('"');
        escape(value, json);
        json.append('"');
    }

    private static void escape(String text, StringBuilder json) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\');
            }
            json.append(c);
        }
    }
}
