package dev.stagedoor.catalog.row;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Rules of presigning as they are stored: one JSON object of five fields in a fixed order, all of them always there,
 * {@code {"max_expire_seconds":900,"max_bytes":null,"content_types":["text/csv"],"overwrite":false,"methods":["UPLOAD"]}}.
 *
 * <p>Anything else is refused: a rule that this version does not know must not turn into a URL that is not bound by it.
 */
final class PresignRulesJson {
    private static final String MAX_EXPIRE_SECONDS = "max_expire_seconds";
    private static final String MAX_BYTES = "max_bytes";
    private static final String CONTENT_TYPES = "content_types";
    private static final String OVERWRITE = "overwrite";
    private static final String METHODS = "methods";
    private static final JsonFactory JSON = new JsonFactory();

    private PresignRulesJson() {}

    static String write(PresignRules rules) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeName(MAX_EXPIRE_SECONDS);
            rules.maxExpire().ifPresentOrElse(expire -> json.writeNumber(expire.toSeconds()), json::writeNull);
            json.writeName(MAX_BYTES);
            rules.maxBytes().ifPresentOrElse(json::writeNumber, json::writeNull);
            json.writeName(CONTENT_TYPES);
            write(json, rules.contentTypes());
            json.writeName(OVERWRITE);
            json.writeBoolean(rules.overwrite());
            json.writeName(METHODS);
            write(json, rules.methods().stream().sorted().map(Enum::name).toList());
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, List<String> texts) {
        json.writeStartArray();
        texts.forEach(json::writeString);
        json.writeEndArray();
    }

    /** @throws StagedoorException {@code INVALID_CONFIG} when it is not what {@link #write} of this version gives */
    static PresignRules read(String text) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            require(json.nextToken() == JsonToken.START_OBJECT);
            OptionalLong maxExpireSeconds = number(json, MAX_EXPIRE_SECONDS);
            OptionalLong maxBytes = number(json, MAX_BYTES);
            List<String> contentTypes = texts(json, CONTENT_TYPES);
            JsonToken overwrite = value(json, OVERWRITE);
            require(overwrite == JsonToken.VALUE_TRUE || overwrite == JsonToken.VALUE_FALSE);
            Set<PresignRules.Method> methods = methods(texts(json, METHODS));
            require(json.nextToken() == JsonToken.END_OBJECT && json.nextToken() == null);
            Optional<Duration> maxExpire = maxExpireSeconds.isPresent()
                    ? Optional.of(Duration.ofSeconds(maxExpireSeconds.getAsLong()))
                    : Optional.empty();
            return new PresignRules(maxExpire, maxBytes, contentTypes, overwrite == JsonToken.VALUE_TRUE, methods);
        } catch (JacksonException e) {
            throw unreadable();
        }
    }

    private static JsonToken value(JsonParser json, String field) {
        require(json.nextToken() == JsonToken.PROPERTY_NAME && json.currentName().equals(field));
        JsonToken value = json.nextToken();
        require(value != null);
        return value;
    }

    private static OptionalLong number(JsonParser json, String field) {
        JsonToken value = value(json, field);
        if (value == JsonToken.VALUE_NULL) {
            return OptionalLong.empty();
        }
        require(value == JsonToken.VALUE_NUMBER_INT);
        return OptionalLong.of(json.getLongValue());
    }

    private static List<String> texts(JsonParser json, String field) {
        require(value(json, field) == JsonToken.START_ARRAY);
        var texts = new ArrayList<String>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(json.currentToken() == JsonToken.VALUE_STRING);
            texts.add(json.getString());
        }
        return texts;
    }

    private static Set<PresignRules.Method> methods(List<String> names) {
        Set<PresignRules.Method> methods = EnumSet.noneOf(PresignRules.Method.class);
        for (PresignRules.Method method : PresignRules.Method.values()) {
            if (names.contains(method.name())) {
                methods.add(method);
            }
        }
        require(methods.size() == names.size());
        return methods;
    }

    private static void require(boolean asWritten) {
        if (!asWritten) {
            throw unreadable();
        }
    }

    private static StagedoorException unreadable() {
        return new StagedoorException(
                ErrorCode.INVALID_CONFIG, "Stored rules of presigning cannot be read: they were written by a newer version of Stagedoor.");
    }
}
