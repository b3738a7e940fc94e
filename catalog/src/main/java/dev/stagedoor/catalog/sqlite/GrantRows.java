package dev.stagedoor.catalog.sqlite;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.catalog.Grant;
import dev.stagedoor.catalog.Membership;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.io.StringWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Grants and memberships to rows and back. Many rows travel as one JSON array of arrays, which SQLite takes apart again: that is one
 * statement with one parameter, however many there are.
 */
final class GrantRows {
    private static final JsonFactory JSON = new JsonFactory();

    /** Columns in the order in which {@link #json} has them. The object of a table is its database, and the path its name. */
    static final List<String> GRANT_COLUMNS = List.of("grantee_kind", "grantee", "privilege", "object_kind", "object_name", "path");

    /** Columns in the order of {@link #cells(Membership)}. */
    static final List<String> MEMBERSHIP_COLUMNS = List.of("grantee_kind", "grantee", "role");

    private GrantRows() {}

    static String json(Collection<Grant> grants) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartArray();
            for (Grant grant : grants) {
                json.writeStartArray();
                cells(grant).forEach(json::writeString);
                json.writeEndArray();
            }
            json.writeEndArray();
        }
        return text.toString();
    }

    private static List<String> cells(Grant grant) {
        String objectName = switch (grant.object()) {
            case GrantObject.Global() -> "";
            case GrantObject.Stage(String name, Optional<String> _) -> name;
            case GrantObject.Connection(String name) -> name;
            case GrantObject.Database(Optional<String> name) -> name.orElseThrow();
            case GrantObject.Table(Optional<String> database, String _) -> database.orElseThrow();
        };
        String path = switch (grant.object()) {
            case GrantObject.Stage(String _, Optional<String> below) -> below.orElse("");
            case GrantObject.Table(Optional<String> _, String table) -> table;
            case GrantObject.Global _, GrantObject.Connection _, GrantObject.Database _ -> "";
        };
        return List.of(
                kind(grant.grantee()), grant.grantee().name(), grant.privilege().name(), kind(grant.object()), objectName, path);
    }

    static List<String> cells(Membership membership) {
        return List.of(kind(membership.grantee()), membership.grantee().name(), membership.role());
    }

    static Grant grant(ResultSet row) throws SQLException {
        return new Grant(Privilege.valueOf(row.getString("privilege")), object(row), grantee(row));
    }

    static Membership membership(ResultSet row) throws SQLException {
        return new Membership(row.getString("role"), grantee(row));
    }

    private static String kind(Grantee grantee) {
        return switch (grantee) {
            case Grantee.User _ -> "USER";
            case Grantee.Role _ -> "ROLE";
        };
    }

    private static String kind(GrantObject object) {
        return switch (object) {
            case GrantObject.Global _ -> "GLOBAL";
            case GrantObject.Stage _ -> "STAGE";
            case GrantObject.Connection _ -> "CONNECTION";
            case GrantObject.Database _ -> "DATABASE";
            case GrantObject.Table _ -> "TABLE";
        };
    }

    private static Grantee grantee(ResultSet row) throws SQLException {
        String kind = row.getString("grantee_kind");
        String name = row.getString("grantee");
        return switch (kind) {
            case "USER" -> new Grantee.User(name);
            case "ROLE" -> new Grantee.Role(name);
            default -> throw unknown("to a " + kind);
        };
    }

    private static GrantObject object(ResultSet row) throws SQLException {
        String kind = row.getString("object_kind");
        String name = row.getString("object_name");
        String path = row.getString("path");
        return switch (kind) {
            case "GLOBAL" -> new GrantObject.Global();
            case "STAGE" -> new GrantObject.Stage(name, path.isEmpty() ? Optional.empty() : Optional.of(path));
            case "CONNECTION" -> new GrantObject.Connection(name);
            case "DATABASE" -> new GrantObject.Database(name);
            case "TABLE" -> new GrantObject.Table(name, path);
            default -> throw unknown("on a " + kind);
        };
    }

    private static StagedoorException unknown(String what) {
        return new StagedoorException(
                ErrorCode.INVALID_CONFIG, "A stored grant cannot be read: this version of Stagedoor does not know grants " + what + ".");
    }
}
