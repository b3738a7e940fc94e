package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StageAttachment;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.RequestLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a {@link QueryRequest} ({@code docs/spec/protocol.md}, "A query"). Clients send keys we do not know, send some twice (the last
 * counts), and send null for what they leave out; all of that is legal. Text that is not JSON, and values of the wrong type, are refused.
 */
final class QueryRequestParser {
    private static final int MAX_SETTINGS = 256;
    private static final int MAX_ROLES = 256;
    private static final int MAX_NESTING = 64;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
            .build();

    private final JsonParser json;
    private @Nullable String sql;
    private @Nullable String sessionId;
    private SessionState session = SessionState.DEFAULT;
    private OptionalLong waitSeconds = OptionalLong.empty();
    private OptionalLong maxPageRows = OptionalLong.empty();
    private boolean hasParameters;
    private Optional<StageAttachment> attachment = Optional.empty();

    private QueryRequestParser(JsonParser json) {
        this.json = json;
    }

    /** @throws HttpRefusal 400 with a sentence, 413 when the statement is too long */
    static QueryRequest parse(byte[] body, int maxSqlBytes) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
            QueryRequest request = new QueryRequestParser(json).request();
            if (json.nextToken() != null) {
                throw HttpRefusal.badRequest("the request body goes on after its JSON object");
            }
            checkLength(request.sql(), maxSqlBytes);
            return request;
        } catch (JacksonException e) {
            throw HttpRefusal.badRequest("the request body is not JSON as this endpoint expects it: " + where(e));
        }
    }

    /**
     * The session that a login asks for, from the keys {@code database}, {@code role} and {@code settings}. An empty body asks for the
     * default session.
     *
     * @throws HttpRefusal 400 with a sentence
     */
    static SessionState parseLogin(byte[] body) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (json.nextToken() == null) {
                return SessionState.DEFAULT;
            }
            var parser = new QueryRequestParser(json);
            parser.session();
            return parser.session;
        } catch (JacksonException e) {
            throw HttpRefusal.badRequest("the request body is not JSON as this endpoint expects it: " + where(e));
        }
    }

    /** Where the parser stopped, without the text it stopped at. */
    private static String where(JacksonException e) {
        var location = e.getLocation();
        return location == null
                ? "it could not be parsed"
                : "it could not be parsed at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static void checkLength(String sql, int maxSqlBytes) {
        if (sql.length() > maxSqlBytes / 3 && sql.getBytes(StandardCharsets.UTF_8).length > maxSqlBytes) {
            throw HttpRefusal.tooLarge("the statement", maxSqlBytes, RequestLimits.MAX_SQL_SETTING);
        }
    }

    private QueryRequest request() {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw HttpRefusal.badRequest("the request body is not a JSON object");
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "sql" -> sql = text(name);
                case "session" -> session();
                case "session_id" -> sessionId = text(name);
                case "pagination" -> pagination();
                case "params" -> hasParameters = isFilled();
                case "stage_attachment" -> attachment = attachment(name);
                default -> json.skipChildren();
            }
        }
        if (sql == null) {
            throw HttpRefusal.badRequest("the request body has no \"sql\"");
        }
        return new QueryRequest(sql, session, sessionId, waitSeconds, maxPageRows, hasParameters, attachment);
    }

    /** Empty for null and <code>{}</code>. */
    private Optional<StageAttachment> attachment(String name) {
        String location = null;
        Map<String, String> format = Map.of();
        Map<String, String> copy = Map.of();
        boolean filled = false;
        if (!isObject(name)) {
            return Optional.empty();
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            filled = true;
            String key = json.currentName();
            json.nextToken();
            switch (key) {
                case "location" -> location = text(key);
                case "file_format_options" -> format = options(key);
                case "copy_options" -> copy = options(key);
                default -> json.skipChildren();
            }
        }
        if (filled && location == null) {
            throw HttpRefusal.badRequest("\"stage_attachment\" has no \"location\"");
        }
        return location == null ? Optional.empty() : Optional.of(new StageAttachment(location, format, copy));
    }

    private Map<String, String> options(String name) {
        var options = new TreeMap<String, String>();
        if (isObject(name)) {
            texts(name, options);
        }
        return options;
    }

    /** Whether the value is anything but null, {@code []} and <code>{}</code>. */
    private boolean isFilled() {
        JsonToken token = json.currentToken();
        if (!token.isStructStart()) {
            return token != JsonToken.VALUE_NULL;
        }
        boolean filled = false;
        int depth = 1;
        while (depth > 0) {
            JsonToken next = json.nextToken();
            if (next == null) {
                return filled;
            }
            filled |= !next.isStructEnd();
            depth += next.isStructStart() ? 1 : next.isStructEnd() ? -1 : 0;
        }
        return filled;
    }

    private void pagination() {
        if (!isObject("pagination")) {
            return;
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "wait_time_secs" -> waitSeconds = count(name);
                case "max_rows_per_page" -> maxPageRows = count(name);
                default -> json.skipChildren();
            }
        }
    }

    private void session() {
        if (!isObject("session")) {
            return;
        }
        String database = null;
        String role = null;
        List<String> secondaryRoles = null;
        var settings = new TreeMap<String, String>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "database" -> database = text(name);
                case "role" -> role = text(name);
                case "secondary_roles" -> secondaryRoles = texts(name);
                case "settings" -> settings(settings);
                default -> json.skipChildren();
            }
        }
        boolean noDatabase = database == null || database.isEmpty();
        session = new SessionState(
                noDatabase ? SessionState.DEFAULT.database() : database,
                Optional.ofNullable(role).filter(text -> !text.isEmpty()),
                Optional.ofNullable(secondaryRoles),
                settings);
    }

    private void settings(TreeMap<String, String> settings) {
        if (isObject("settings")) {
            texts("settings", settings);
        }
    }

    /** The members of an object as texts, but for those that are null. */
    private void texts(String object, TreeMap<String, String> texts) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value.isStructStart()) {
                throw HttpRefusal.badRequest("\"" + object + "\" holds something other than texts");
            }
            if (value != JsonToken.VALUE_NULL) {
                texts.put(name, json.getString());
            }
            if (texts.size() > MAX_SETTINGS) {
                throw HttpRefusal.badRequest("\"" + object + "\" holds more than " + MAX_SETTINGS + " members");
            }
        }
    }

    private @Nullable List<String> texts(String name) {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw wrongType(name, "an array of texts");
        }
        var texts = new ArrayList<String>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            String text = text(name);
            if (text != null) {
                texts.add(text);
            }
            if (texts.size() > MAX_ROLES) {
                throw HttpRefusal.badRequest("\"" + name + "\" holds more than " + MAX_ROLES + " names");
            }
        }
        return texts;
    }

    /** False for null. */
    private boolean isObject(String name) {
        return switch (json.currentToken()) {
            case START_OBJECT -> true;
            case VALUE_NULL -> false;
            default -> throw wrongType(name, "an object");
        };
    }

    private @Nullable String text(String name) {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getString();
            case VALUE_NULL -> null;
            default -> throw wrongType(name, "a text");
        };
    }

    private OptionalLong count(String name) {
        return switch (json.currentToken()) {
            case VALUE_NULL -> OptionalLong.empty();
            case VALUE_NUMBER_INT -> OptionalLong.of(clamped());
            default -> throw wrongType(name, "a whole number");
        };
    }

    /** Real clients send 2^63 − 1 for "as many as you like", and nothing says they may not send more. */
    private long clamped() {
        var value = json.getBigIntegerValue();
        return value.bitLength() < Long.SIZE ? value.longValue() : value.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    private static HttpRefusal wrongType(String name, String expected) {
        return HttpRefusal.badRequest("\"" + name + "\" is not " + expected);
    }
}
