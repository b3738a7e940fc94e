package dev.stagedoor.catalog.format;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Formats to JSON and back. Streaming, because data binding would cost the start of the server more than this is worth. */
final class FormatJson {
    private static final String TYPE = "type";
    private static final JsonFactory JSON = new JsonFactory();

    private FormatJson() {}

    static String write(FileFormat format) {
        SortedMap<String, Object> fields = new TreeMap<>(format.options());
        fields.put(TYPE, format.type().jsonName());
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            fields.forEach((key, value) -> {
                json.writeName(key);
                writeValue(json, value);
            });
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void writeValue(JsonGenerator json, Object value) {
        switch (value) {
            case String text -> json.writeString(text);
            case Boolean on -> json.writeBoolean(on);
            case Long number -> json.writeNumber(number);
            case List<?> texts -> {
                json.writeStartArray();
                texts.forEach(text -> json.writeString((String) text));
                json.writeEndArray();
            }
            default -> throw new IllegalStateException("not an option's value: " + value.getClass());
        }
    }

    static FileFormat read(String text) {
        Map<String, Object> fields = parse(text);
        if (!(fields.remove(TYPE) instanceof String typeName)) {
            throw unreadable("it has no type");
        }
        FileFormatType type = FileFormatType.ofJsonName(typeName)
                .orElseThrow(() -> unreadable("this version of Stagedoor does not know the type '" + typeName + "'"));
        SortedMap<String, Object> options = FormatOptions.initial(type);
        fields.forEach((key, value) -> {
            FormatOption option = FormatOptions.withKey(type, key)
                    .orElseThrow(() -> unreadable("this version of Stagedoor does not know the option '" + key + "' of " + type));
            if (!option.value().admits(value)) {
                throw unreadable("this version of Stagedoor does not know the value of the option '" + key + "' of " + type);
            }
            options.put(key, value);
        });
        return new FileFormat(type, options);
    }

    private static Map<String, Object> parse(String text) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            var fields = new HashMap<String, Object>();
            require(json.nextToken() == JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = json.currentName();
                json.nextToken();
                fields.put(key, value(json));
            }
            require(json.nextToken() == null);
            return fields;
        } catch (JacksonException e) {
            throw new StagedoorException(ErrorCode.INVALID_CONFIG, message("it is not valid JSON"), e);
        }
    }

    private static Object value(JsonParser json) {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getString();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> json.getLongValue();
            case START_ARRAY -> {
                var texts = new ArrayList<String>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    require(json.currentToken() == JsonToken.VALUE_STRING);
                    texts.add(json.getString());
                }
                yield List.copyOf(texts);
            }
            default -> throw unreadable("it holds a value of a kind no option has");
        };
    }

    private static void require(boolean asWritten) {
        if (!asWritten) {
            throw unreadable("it is not the JSON of a file format");
        }
    }

    private static StagedoorException unreadable(String reason) {
        return new StagedoorException(ErrorCode.INVALID_CONFIG, message(reason));
    }

    private static String message(String reason) {
        return "A stored file format cannot be read: " + reason + ".";
    }
}
