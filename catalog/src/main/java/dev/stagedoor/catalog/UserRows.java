package dev.stagedoor.catalog;

import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.Incarnation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Users to rows and back. No error repeats a credential. */
final class UserRows {
    private static final String NO_PASSWORD = "NO_PASSWORD";
    private static final String PASSWORD = "PASSWORD";
    private static final String JWT = "JWT";
    private static final String KEY_PAIR = "KEY_PAIR";

    private UserRows() {}

    static Map<String, Object> toRow(UserDefinition user) {
        Map<String, Object> row = new HashMap<>();
        row.put("name", user.name());
        row.put("login", word(user.login()));
        row.put("credential", credential(user.login()).orElse(null));
        row.put("default_role", user.defaultRole().orElse(null));
        row.put("disabled", user.disabled());
        row.put("creator", user.creator());
        row.put("created_on_micros", Table.micros(user.createdOn()));
        row.put("incarnation", user.incarnation().value());
        return row;
    }

    static UserDefinition read(ResultSet row) throws SQLException {
        String name = row.getString("name");
        return new UserDefinition(
                name,
                login(name, row.getString("login"), row.getString("credential")),
                Optional.ofNullable(row.getString("default_role")),
                row.getBoolean("disabled"),
                row.getString("creator"),
                Table.instant(row.getLong("created_on_micros")),
                new Incarnation(row.getLong("incarnation")));
    }

    private static String word(Login login) {
        return switch (login) {
            case Login.NoPassword _ -> NO_PASSWORD;
            case Login.Password _ -> PASSWORD;
            case Login.Jwt _ -> JWT;
            case Login.KeyPair _ -> KEY_PAIR;
        };
    }

    private static Optional<String> credential(Login login) {
        return switch (login) {
            case Login.Password(String hash) -> Optional.of(hash);
            case Login.KeyPair(String publicKey) -> Optional.of(publicKey);
            case Login.NoPassword _, Login.Jwt _ -> Optional.empty();
        };
    }

    /** A credential that got lost must not turn into a login without one. */
    private static Login login(String user, String word, @Nullable String credential) {
        boolean proven = word.equals(PASSWORD) || word.equals(KEY_PAIR);
        if (proven != (credential != null)) {
            throw unreadable(user, "its login " + word + " has " + (proven ? "no" : "a") + " credential");
        }
        return switch (word) {
            case NO_PASSWORD -> new Login.NoPassword();
            case PASSWORD -> new Login.Password(credential);
            case JWT -> new Login.Jwt();
            case KEY_PAIR -> new Login.KeyPair(credential);
            default -> throw unreadable(user, "this version of Stagedoor does not know the login " + word);
        };
    }

    private static StagedoorException unreadable(String user, String reason) {
        return new StagedoorException(ErrorCode.INVALID_CONFIG, "The user '" + user + "' cannot be read: " + reason + ".");
    }
}
