package dev.stagedoor.catalog.row;

import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.catalog.UserKey;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Public keys as they are stored: a JSON array of objects of three fields in a fixed order,
 * {@code [{"pem":"-----BEGIN…","label":"laptop","created_on_micros":1795342530123456}]}. Earlier versions stored the PEM of one key alone.
 */
final class UserKeysJson {
    private static final String PEM = "pem";
    private static final String LABEL = "label";
    private static final String CREATED_ON = "created_on_micros";
    private static final JsonFactory JSON = new JsonFactory();

    private UserKeysJson() {}

    static String write(List<UserKey> keys) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartArray();
            for (UserKey key : keys) {
                json.writeStartObject();
                json.writeName(PEM);
                json.writeString(key.pem());
                json.writeName(LABEL);
                json.writeString(key.label());
                json.writeName(CREATED_ON);
                json.writeNumber(DefinitionTable.micros(key.createdOn()));
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        return text.toString();
    }

    /**
     * @param userCreatedOn when a key was given that has no age of its own
     * @return empty when it is not what {@link #write} gives
     */
    static Optional<Login> read(String text, Instant userCreatedOn) {
        if (!text.startsWith("[")) {
            return Optional.of(new Login.KeyPair(List.of(new UserKey(text, "", userCreatedOn))));
        }
        List<UserKey> keys = new ArrayList<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                String pem = value(json, PEM);
                String label = value(json, LABEL);
                Instant createdOn = DefinitionTable.instant(Long.parseLong(value(json, CREATED_ON)));
                keys.add(new UserKey(pem, label, createdOn));
                if (json.nextToken() != JsonToken.END_OBJECT) {
                    return Optional.empty();
                }
            }
            return json.currentToken() == JsonToken.END_ARRAY ? Optional.of(new Login.KeyPair(keys)) : Optional.empty();
        } catch (JacksonException | NumberFormatException e) {
            // Without the cause: it repeats what it read.
            return Optional.empty();
        }
    }

    private static String value(JsonParser json, String name) {
        if (!name.equals(json.nextName())) {
            return "";
        }
        json.nextToken();
        return json.getString();
    }
}
