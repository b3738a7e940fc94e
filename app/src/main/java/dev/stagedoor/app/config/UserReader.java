package dev.stagedoor.app.config;

import dev.stagedoor.signing.Secret;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Reads {@code [[users]]} and {@code STAGEDOOR_USERS}. No message repeats a hash or a password. */
final class UserReader {
    static final String TABLE = "users";

    /** What names may be; the name is a segment of the user's keys. */
    static final String NAME_RULE = "1 to 64 letters, digits, '_', '-', '.' or '@', not beginning with '.'";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_@-][A-Za-z0-9_.@-]{0,63}");
    private static final String NAME_KEY = "name";
    private static final String HASH_KEY = "password_hash";
    private static final String HASH_ADVICE = "a hash made by 'stagedoor hash-password' (it begins with $argon2id$)";

    private UserReader() {}

    static List<UserSection> read(ConfigurationFile file, JsonNode node) {
        if (!node.isArray()) {
            throw new ConfigurationException(file.locate(TABLE, 0).describe() + ": users is a list of tables; write [[users]] for each");
        }
        List<UserSection> users = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int index = 0;
        for (JsonNode user : node.values()) {
            UserSection read = readUser(file, user, index);
            requireNew(names, read.name(), file.locate(TABLE + "." + NAME_KEY, index).describe());
            users.add(read);
            index++;
        }
        return users;
    }

    private static UserSection readUser(ConfigurationFile file, JsonNode user, int index) {
        String table = file.locate(TABLE, index).describe();
        if (!user.isObject()) {
            throw new ConfigurationException(table + ": users is a list of tables; write [[users]] for each");
        }
        for (Map.Entry<String, JsonNode> entry : user.properties()) {
            requireKnown(entry.getKey(), file.locate(TABLE + "." + entry.getKey(), index).describe());
        }
        return user(text(user, NAME_KEY), text(user, HASH_KEY), table);
    }

    private static String text(JsonNode user, String key) {
        JsonNode value = user.get(key);
        return value != null && value.isString() ? value.asString() : "";
    }

    private static void requireKnown(String key, String where) {
        if (key.equals("password")) {
            throw new ConfigurationException(
                    where + ": users.password is refused: passwords are not kept in the clear; set users.password_hash to " + HASH_ADVICE);
        }
        if (!key.equals(NAME_KEY) && !key.equals(HASH_KEY)) {
            throw new ConfigurationException(where + ": unknown key users." + key
                    + Spelling.nearest(key, List.of(NAME_KEY, HASH_KEY))
                            .map(near -> "; did you mean users." + near + "?")
                            .orElse("; known in [[users]] are name, password_hash"));
        }
    }

    /** {@code name=hash} entries between white space. */
    static List<UserSection> readVariable(String text) {
        String where = new Origin.Variable(ConfigurationLoader.USERS_VARIABLE).describe();
        List<UserSection> users = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String entry : text.strip().split("\\s+")) {
            if (entry.isEmpty()) {
                continue;
            }
            int equals = entry.indexOf('=');
            if (equals < 0) {
                throw new ConfigurationException(where + ": expected name=hash entries between white space");
            }
            UserSection user = user(entry.substring(0, equals), entry.substring(equals + 1), where);
            requireNew(names, user.name(), where);
            users.add(user);
        }
        return users;
    }

    private static UserSection user(String name, String hash, String where) {
        if (!NAME.matcher(name).matches()) {
            throw new ConfigurationException(where + ": users.name is '" + name + "'; expected " + NAME_RULE);
        }
        if (!hash.startsWith("$argon2id$")) {
            throw new ConfigurationException(where + ": users.password_hash of " + name + " is not a hash; expected " + HASH_ADVICE);
        }
        return new UserSection(name, Secret.of(hash));
    }

    private static void requireNew(Set<String> names, String name, String where) {
        if (!names.add(name)) {
            throw new ConfigurationException(where + ": users.name " + name + " is defined twice");
        }
    }
}
