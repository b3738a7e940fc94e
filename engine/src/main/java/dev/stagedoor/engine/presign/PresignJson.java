package dev.stagedoor.engine.presign;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.signing.term.RuleName;
import dev.stagedoor.signing.term.Term;
import dev.stagedoor.signing.term.TermValue;
import dev.stagedoor.signing.term.Terms;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

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
    static String terms(Terms terms) {
        if (terms.isNone()) {
            return NO_TERMS;
        }
        StringBuilder json = new StringBuilder(96).append('{');
        for (Term term : terms) {
            value(term.told(), name(term.name().told(), json));
        }
        return json.append('}').toString();
    }

    /** The rules of a stage, as {@code PRESIGN = (…)} writes them: only what is bound. */
    public static String rules(PresignRules rules) {
        StringBuilder json = new StringBuilder(96).append('{');
        for (RuleName rule : RuleName.values()) {
            rules.bound(rule).ifPresent(value -> value(value, name(rule.told(), json)));
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

    private static void value(TermValue value, StringBuilder json) {
        switch (value) {
            case TermValue.Number(BigDecimal number) -> json.append(number.toPlainString());
            case TermValue.Flag(boolean flag) -> json.append(flag);
            case TermValue.Text(String text) -> {
                json.append('"');
                escape(text, json);
                json.append('"');
            }
            case TermValue.Texts(List<String> texts) -> texts(texts, json);
        }
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
