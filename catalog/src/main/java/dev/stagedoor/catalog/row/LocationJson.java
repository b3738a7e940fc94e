package dev.stagedoor.catalog.row;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.StoreUri;
import java.io.StringWriter;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Locations and connection parameters as JSON, which is what is encrypted: {@code {"url":"…","connection":{"key":"value",…}}}, for a
 * connection only the inner object. Streaming, as the file formats' JSON is. No error repeats anything of the text.
 */
final class LocationJson {
    private static final String URL = "url";
    private static final String CONNECTION = "connection";
    private static final JsonFactory JSON = new JsonFactory();

    private LocationJson() {}

    static String write(StoreUri location) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeName(URL);
            json.writeString(location.url());
            json.writeName(CONNECTION);
            write(json, location.connection());
            json.writeEndObject();
        }
        return text.toString();
    }

    static String write(ConnectionParameters parameters) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            write(json, parameters);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, ConnectionParameters parameters) {
        json.writeStartObject();
        parameters.values().forEach((key, value) -> {
            json.writeName(key);
            json.writeString(value);
        });
        json.writeEndObject();
    }

    static StoreUri readLocation(String text) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            require(json.nextToken() == JsonToken.START_OBJECT);
            require(json.nextToken() == JsonToken.PROPERTY_NAME && json.currentName().equals(URL));
            require(json.nextToken() == JsonToken.VALUE_STRING);
            String url = json.getString();
            require(json.nextToken() == JsonToken.PROPERTY_NAME && json.currentName().equals(CONNECTION));
            ConnectionParameters connection = parameters(json);
            require(json.nextToken() == JsonToken.END_OBJECT && json.nextToken() == null);
            return new StoreUri(url, connection);
        } catch (JacksonException e) {
            throw unreadable();
        }
    }

    static ConnectionParameters readParameters(String text) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            ConnectionParameters parameters = parameters(json);
            require(json.nextToken() == null);
            return parameters;
        } catch (JacksonException e) {
            throw unreadable();
        }
    }

    private static ConnectionParameters parameters(JsonParser json) {
        SortedMap<String, String> values = new TreeMap<>();
        require(json.nextToken() == JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = json.currentName();
            require(json.nextToken() == JsonToken.VALUE_STRING);
            values.put(key, json.getString());
        }
        require(json.currentToken() == JsonToken.END_OBJECT);
        return new ConnectionParameters(values);
    }

    private static void require(boolean asWritten) {
        if (!asWritten) {
            throw unreadable();
        }
    }

    /** Without Jackson's message as a cause: it quotes the text, which holds secrets. */
    private static StagedoorException unreadable() {
        return new StagedoorException(
                ErrorCode.INVALID_CONFIG,
                "Stored connection parameters cannot be read: they were written by a newer version of Stagedoor.");
    }
}
