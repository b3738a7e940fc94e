package dev.stagedoor.engine.access;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.Statement.ShowGrants;
import java.util.List;
import java.util.Optional;

/** What calls of {@code show_roles()} and {@code show_grants('role', 'r')} are about. */
public final class AccountCalls {
    public static final String SHOW_ROLES = "show_roles";

    private static final List<String> KINDS = List.of(
            "user", "role", "table", "database", "udf", "stage", "warehouse", "connection", "sequence", "procedure", "masking_policy",
            "row_access_policy", "role_grantee");

    private AccountCalls() {}

    /** What a call needs: what its statement does. */
    static List<Need> needs(String function, List<String> arguments) {
        return function.equals(SHOW_ROLES) ? List.of() : List.of(new Need.SeeGrants(scope(arguments)));
    }

    /** @throws StagedoorException 2004 for other arguments than show_grants takes; 1002 for what there is no such thing of here */
    public static ShowGrants.Scope scope(List<String> arguments) {
        if (arguments.size() < 2 || !KINDS.contains(arguments.getFirst())) {
            throw new StagedoorException(
                    ErrorCode.INVALID_ARGUMENT,
                    "show_grants takes what it is about and its name: Expected '" + String.join("|", KINDS) + "', but got "
                            + (arguments.isEmpty() ? "nothing" : "'" + ShownText.of(arguments.getFirst()) + "'"));
        }
        String name = arguments.get(1);
        return switch (arguments.getFirst()) {
            case "user" -> new ShowGrants.For(new Grantee.User(name));
            case "role" -> new ShowGrants.For(new Grantee.Role(name));
            case "role_grantee" -> new ShowGrants.Of(name);
            case "stage" -> new ShowGrants.On(new GrantObject.Stage(name, Optional.empty()));
            case "database" -> new ShowGrants.On(new GrantObject.Database(name));
            // Behind the name of the table come a catalog and a database.
            case "table" ->
                new ShowGrants.On(new GrantObject.Table(arguments.size() > 3 ? Optional.of(arguments.get(3)) : Optional.empty(), name));
            case "connection" -> new ShowGrants.On(new GrantObject.Connection(name));
            default ->
                throw new StagedoorException(
                        ErrorCode.UNIMPLEMENTED,
                        "show_grants('" + arguments.getFirst() + "', …) is not supported by this version of Stagedoor");
        };
    }
}
