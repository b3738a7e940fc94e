package dev.stagedoor.storage.opendal;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.gcs.GcsCredential;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * The key of a Google Cloud service account, out of the JSON that Google makes for it ("Create and delete service account keys", Google
 * Cloud IAM documentation).
 *
 * <p>Only two members are taken, and only those go on to OpenDAL: credentials of other types name files of the server to read and addresses
 * to send them to.
 */
record ServiceAccountKey(String clientEmail, Secret privateKey) {
    /** Google's are 2,400 bytes. */
    static final int MAX_BASE64_CHARACTERS = 64 * 1024;

    private static final String TYPE = "service_account";
    private static final Set<String> WANTED = Set.of("type", "client_email", "private_key");

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxStringLength(MAX_BASE64_CHARACTERS)
                    .maxDocumentLength(MAX_BASE64_CHARACTERS)
                    .build())
            .build();

    /**
     * @param base64 of the JSON
     * @throws StagedoorException 4000 when it is none
     */
    static ServiceAccountKey parse(Secret base64) {
        String text = base64.reveal();
        if (text.length() > MAX_BASE64_CHARACTERS) {
            throw invalid();
        }
        Map<String, String> members;
        try {
            members = members(Base64.getDecoder().decode(text.strip()));
        } catch (IllegalArgumentException | JacksonException e) {
            throw invalid(); // the cause would quote what it could not read
        }
        if (!TYPE.equals(members.get("type")) || !members.keySet().containsAll(WANTED)) {
            throw invalid();
        }
        return new ServiceAccountKey(members.get("client_email"), Secret.of(members.get("private_key")));
    }

    private static Map<String, String> members(byte[] json) {
        Map<String, String> members = new HashMap<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return members;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING && WANTED.contains(name)) {
                    members.put(name, parser.getString());
                } else {
                    parser.skipChildren();
                }
            }
        }
        return members;
    }

    /** For OpenDAL: base64 of the members taken, and no others. */
    String base64() {
        var json = new ByteArrayOutputStream();
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), json)) {
            generator.writeStartObject();
            generator.writeStringProperty("type", TYPE);
            generator.writeStringProperty("client_email", clientEmail);
            generator.writeStringProperty("private_key", privateKey.reveal());
            generator.writeEndObject();
        }
        return Base64.getEncoder().encodeToString(json.toByteArray());
    }

    GcsCredential credential() {
        return new GcsCredential(clientEmail, privateKey);
    }

    private static StagedoorException invalid() {
        return new StagedoorException(
                ErrorCode.STORAGE_OTHER,
                "invalid input parameter (credential of storage gcs is not base64 of a service account's JSON key)");
    }
}
