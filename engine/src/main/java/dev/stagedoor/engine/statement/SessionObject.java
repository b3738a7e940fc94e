package dev.stagedoor.engine.statement;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.errors.ShownText;
import java.util.Locale;
import java.util.Optional;

/**
 * What is granted on, with the session's database where a statement names none. Names of databases and tables are in lower case, as they
 * are kept.
 */
public final class SessionObject {
    private SessionObject() {}

    /** @param database of the session */
    public static GrantObject in(String database, GrantObject written) {
        return switch (written) {
            case GrantObject.Database(Optional<String> name) -> new GrantObject.Database(folded(name.orElse(database)));
            case GrantObject.Table(Optional<String> of, String name) -> new GrantObject.Table(folded(of.orElse(database)), folded(name));
            case GrantObject.Global _, GrantObject.Stage _, GrantObject.Connection _ -> written;
        };
    }

    /** A database or a table as Databend's refusals name it: {@code 'default'.'d'.'t'}. */
    public static String shown(GrantObject object) {
        return switch (object) {
            case GrantObject.Database(Optional<String> name) -> "'default'." + quoted(name.orElse("")) + ".*";
            case GrantObject.Table(Optional<String> database, String name) ->
                "'default'." + quoted(database.orElse("")) + "." + quoted(name);
            case GrantObject.Global _ -> "*.*";
            case GrantObject.Stage(String name, var _) -> "STAGE " + ShownText.of(name);
            case GrantObject.Connection(String name) -> "CONNECTION " + ShownText.of(name);
        };
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String quoted(String name) {
        return "'" + ShownText.of(name) + "'";
    }
}
