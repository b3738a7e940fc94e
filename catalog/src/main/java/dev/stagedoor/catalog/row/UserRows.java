package dev.stagedoor.catalog.row;

import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.Incarnation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Users to rows and back. No error repeats a credential. */
final class UserRows {
    private static final String NO_PASSWORD = "NO_PASSWORD";
    /** As earlier versions wrote it. */
    private static final String PASSWORD = "PASSWORD";
    private static final String SHA256_PASSWORD = "SHA256_PASSWORD";
    private static final String DOUBLE_SHA1_PASSWORD = "DOUBLE_SHA1_PASSWORD";
    private static final String JWT = "JWT";
    private static final String KEY_PAIR = "KEY_PAIR";

    private UserRows() {}

    static Map<String, Object> toRow(UserDefinition user) {
        Map<String, Object> row = new HashMap<>();
        row.put("name", user.name());
        row.put("login", word(user.login()));
        row.put("credential", credential(user.login()).orElse(null));
        row.put("default_role", user.defaultRole().orElse(null));
        row.put("default_warehouse", user.defaultWarehouse().orElse(null));
        row.put("disabled", user.disabled());
        row.put("creator", user.creator());
        row.put("created_on_micros", DefinitionTable.micros(user.createdOn()));
        row.put("updated_on_micros", DefinitionTable.micros(user.updatedOn()));
        row.put("incarnation", user.incarnation().value());
        return row;
    }

    static UserDefinition read(ResultSet row) throws SQLException {
        String name = row.getString("name");
        Instant createdOn = DefinitionTable.instant(row.getLong("created_on_micros"));
        return new UserDefinition(
                name,
                login(name, row.getString("login"), row.getString("credential"), createdOn),
                Optional.ofNullable(row.getString("default_role")),
                Optional.ofNullable(row.getString("default_warehouse")),
                row.getBoolean("disabled"),
                row.getString("creator"),
                createdOn,
                DefinitionTable.updatedOn(row, createdOn),
                new Incarnation(row.getLong("incarnation")));
    }

    private static String word(Login login) {
        return switch (login) {
            case Login.NoPassword _ -> NO_PASSWORD;
            case Login.Password password -> password.kind().name();
            case Login.Jwt _ -> JWT;
            case Login.KeyPair _ -> KEY_PAIR;
        };
    }

    private static Optional<String> credential(Login login) {
        return switch (login) {
            case Login.Password password -> Optional.of(password.hash());
            case Login.KeyPair(var keys) -> Optional.of(UserKeysJson.write(keys));
            case Login.NoPassword _, Login.Jwt _ -> Optional.empty();
        };
    }

    /** A credential that got lost must not turn into a login without one. */
    private static Login login(String user, String word, @Nullable String credential, Instant createdOn) {
        boolean proven = switch (word) {
            case PASSWORD, SHA256_PASSWORD, DOUBLE_SHA1_PASSWORD, KEY_PAIR -> true;
            default -> false;
        };
        if (proven != (credential != null)) {
            throw unreadable(user, "its login " + word + " has " + (proven ? "no" : "a") + " credential");
        }
        return switch (word) {
            case NO_PASSWORD -> new Login.NoPassword();
            case PASSWORD, DOUBLE_SHA1_PASSWORD -> new Login.Password(credential, Login.Password.Kind.DOUBLE_SHA1_PASSWORD);
            case SHA256_PASSWORD -> new Login.Password(credential, Login.Password.Kind.SHA256_PASSWORD);
            case JWT -> new Login.Jwt();
            case KEY_PAIR -> UserKeysJson.read(credential, createdOn).orElseThrow(() -> unreadable(user, "its public keys are damaged"));
            default -> throw unreadable(user, "this version of Stagedoor does not know the login " + word);
        };
    }

    private static StagedoorException unreadable(String user, String reason) {
        return new StagedoorException(ErrorCode.INVALID_CONFIG, "The user '" + user + "' cannot be read: " + reason + ".");
    }
}
