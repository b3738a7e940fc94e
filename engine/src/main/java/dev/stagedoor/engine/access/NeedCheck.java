package dev.stagedoor.engine.access;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.ConnectionDefinition;
import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.engine.statement.Messages;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.PrivilegeText;
import dev.stagedoor.engine.statement.SessionObject;
import dev.stagedoor.engine.statement.StageLookup;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.UriLocation;
import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.StoreUri;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Whether somebody has what a statement needs, as of one moment's grants. What is refused is said here and in {@link Refusals}.
 *
 * @param stages of the statement, which goes on with what was found here
 * @param tables what there is of databases and tables
 * @param database of the session
 * @param access of the principal, who is not SUPER
 */
record NeedCheck(
        Catalog catalog,
        StageLookup stages,
        ExistingTables tables,
        String database,
        AccessCache accesses,
        Access access,
        Principal principal) {
    private static final String SUPER_HINT = "Here SUPER ON *.* is what it takes";
    private static final String GRANT = "Grant";
    private static final String RULES_HINT = "The stage has PRESIGN rules, which would go with it";

    /**
     * Passes when it is there.
     *
     * @throws dev.stagedoor.errors.StagedoorException 1063 when not; for what does not exist the error the statement would end in
     */
    void require(Need need) {
        switch (need) {
            case Need.Read n -> checkRead(n);
            case Need.Write n -> checkWrite(n);
            case Need.CreateStage _ -> passCreating(access.mayCreateStages(), "CreateStage");
            case Need.CreateConnection _ -> passCreating(access.mayCreateConnections(), "CreateConnection");
            case Need.Alter n -> checkAlter(n);
            case Need.OwnStage(String name, boolean ifExists) -> {
                if (ifExists && stages.find(name).isEmpty()) {
                    return;
                }
                pass(access.owns(stage(name)), "Ownership", "STAGE " + ShownText.of(name), "");
            }
            case Need.DropRules(String name) -> {
                Optional<StageDefinition> stage = stages.find(name);
                boolean bound = stage.isPresent() && !stage.get().presign().equals(PresignRules.UNBOUND);
                pass(!bound || access.owns(stage.get()), "Ownership", "STAGE " + ShownText.of(name), RULES_HINT);
            }
            case Need.AccessConnection(String name) ->
                pass(access.mayUse(connection(name)), "AccessConnection", "CONNECTION " + ShownText.of(name), "");
            case Need.UseConnection(String name, var location) -> checkUse(name, location);
            case Need.ReplaceConnection(String name) ->
                pass(catalog.connection(name).map(access::owns).orElse(true), "Ownership", "CONNECTION " + ShownText.of(name), "");
            case Need.DropConnection n -> checkDrop(n);
            case Need.CreateDatabase _ -> {
                passCreating(access.mayCreateDatabases(), "CreateDatabase");
                access.newOwner("database", "CreateDatabase", principal);
            }
            case Need.CreateTable(var written) -> {
                GrantObject object = SessionObject.in(database, written);
                if (exists(object)) {
                    pass(access.may(Privilege.CREATE, object), "Create", SessionObject.shown(object), "");
                    access.newOwner("table", "Create", principal);
                }
            }
            case Need.OnTables(Privilege privilege, var written) -> {
                GrantObject object = SessionObject.in(database, written);
                pass(!exists(object) || access.may(privilege, object), PrivilegeText.inRefusal(privilege), SessionObject.shown(object), "");
            }
            case Need.UseDatabase(var object) -> {
                if (exists(object) && !access.maySee(object)) {
                    throw Refusals.deniedDatabase(object.name().orElseThrow(), principal);
                }
            }
            case Need.OwnTable(var written) -> {
                GrantObject object = SessionObject.in(database, written);
                pass(!exists(object) || access.owns(object), "Super", SessionObject.shown(object), "Here its ownership is enough");
            }
            case Need.Grant(var object) -> checkGrant(object);
            case Need.Self(String user) ->
                pass(user.equals(principal.user()), "Alter", "*.*", "Anyone may change their own password");
            case Need.SeeUser(String user) -> pass(user.equals(principal.user()), "Super", "*.*", "");
            case Need.UrlsOf(String user) ->
                pass(user.equals(principal.user()), "Super", "*.*", "Anyone may revoke the URLs they asked for themselves");
            case Need.SeeGrants(var scope) -> checkSeeGrants(scope);
            case Need.Super(String privilege) ->
                pass(access.isSuper(), privilege, "*.*", privilege.equals("Super") ? "" : SUPER_HINT);
        }
    }

    private void checkRead(Need.Read need) {
        StageDefinition stage = stage(need.location().stage());
        if (access.mayRead(stage, need.location().path())) {
            return;
        }
        String verb = need.reach() == Need.Reach.FILE ? "read" : "list";
        String hint = Refusals.pathHint(need.location(), need.reach(), verb, access.granted(stage).readPaths());
        throw switch (need.reach()) {
            case TABLE_FUNCTION -> Refusals.deniedInQuery("READ", stage.name(), principal, hint);
            case FILE, LISTING -> Refusals.denied("Read", "STAGE " + ShownText.of(stage.name()), principal, access, hint);
        };
    }

    private void checkWrite(Need.Write need) {
        StageDefinition stage = stage(need.location().stage());
        String verb = need.reach() == Need.Reach.FILE ? "write" : "remove";
        pass(
                access.mayWrite(stage, need.location().path()),
                "Write",
                "STAGE " + ShownText.of(stage.name()),
                Refusals.pathHint(need.location(), need.reach(), verb, access.granted(stage).writePaths()));
    }

    private void checkAlter(Need.Alter need) {
        Optional<StageDefinition> found = stages.find(need.stage());
        if (found.isEmpty() && need.ifExists()) {
            return;
        }
        StageDefinition stage = found.orElseThrow(() -> Messages.missingStageOnValidating(need.stage()));
        if (!access.mayAlter(stage)) {
            String missing = access.granted(stage).read() ? "Write" : "Read";
            throw Refusals.denied(Messages.VALIDATING
                    + Refusals.denied(missing, "STAGE " + ShownText.of(stage.name()), principal, access, "").getMessage());
        }
    }

    /** In Databend's order: access, then whether it fits, and all of that before whether a stage may be created at all. */
    private void checkUse(String name, UriLocation location) {
        ConnectionDefinition connection = catalog.connection(name).orElseThrow(() -> Messages.missingConnection(name));
        if (!access.mayUse(connection)) {
            throw Refusals.deniedConnection(name, principal);
        }
        requireFitting(location, connection);
    }

    private static void requireFitting(UriLocation location, ConnectionDefinition connection) {
        var _ = new StoreUri(location.url(), new ConnectionParameters(location.connection()))
                .using(connection.name(), connection.storageType(), connection.parameters());
    }

    /** Databend lets whoever may use a connection drop it; what it names is what is missing first. */
    private void checkDrop(Need.DropConnection need) {
        if (need.ifExists() && catalog.connection(need.name()).isEmpty()) {
            return;
        }
        ConnectionDefinition connection = connection(need.name());
        String missing = access.mayUse(connection) ? "Ownership" : "AccessConnection";
        pass(access.owns(connection), missing, "CONNECTION " + ShownText.of(need.name()), "");
    }

    private boolean exists(GrantObject object) {
        return switch (object) {
            case GrantObject.Database(var name) -> tables.hasDatabase(name.orElseThrow());
            case GrantObject.Table(var in, String name) -> tables.hasTable(in.orElseThrow(), name);
            case GrantObject.Global _, GrantObject.Stage _, GrantObject.Connection _ -> true;
        };
    }

    private void checkGrant(GrantObject written) {
        switch (SessionObject.in(database, written)) {
            case GrantObject.Database object -> checkGrantOnTables(object);
            case GrantObject.Table object -> checkGrantOnTables(object);
            case GrantObject.Global _ -> pass(false, GRANT, "*.*", SUPER_HINT);
            case GrantObject.Stage(String name, var _) ->
                pass(access.owns(stage(name)), GRANT, "*.*", ownershipHint("STAGE", name));
            case GrantObject.Connection(String name) ->
                pass(access.owns(connection(name)), GRANT, "*.*", ownershipHint("CONNECTION", name));
        }
    }

    private void checkGrantOnTables(GrantObject object) {
        pass(!exists(object) || access.owns(object), GRANT, "*.*", "Ownership of " + SessionObject.shown(object) + " is enough");
    }

    private static String ownershipHint(String kind, String name) {
        return "Ownership of " + kind + " " + ShownText.of(name) + " is enough";
    }

    private ConnectionDefinition connection(String name) {
        return catalog.connection(name).orElseThrow(() -> Messages.unknownConnection(name));
    }

    private void checkSeeGrants(Statement.ShowGrants.Scope scope) {
        switch (scope) {
            case Statement.ShowGrants.Mine _ -> {}
            case Statement.ShowGrants.For(Grantee.User(String user)) -> requireOwn(user.equals(principal.user()));
            case Statement.ShowGrants.For(Grantee.Role(String role)) -> requireOwn(accesses.available(principal).contains(role));
            case Statement.ShowGrants.Of(String role) -> requireOwn(accesses.available(principal).contains(role));
            case Statement.ShowGrants.On(GrantObject.Global _) -> requireOwn(false);
            case Statement.ShowGrants.On(GrantObject.Stage(String name, var _)) -> {
                if (!access.maySee(stage(name))) {
                    throw Refusals.deniedGrantsOnStage(name, principal);
                }
            }
            case Statement.ShowGrants.On(GrantObject.Connection(String name)) -> {
                if (!access.mayUse(connection(name))) {
                    throw Refusals.deniedGrantsOnConnection(name, principal);
                }
            }
            case Statement.ShowGrants.On(GrantObject.Database object) -> checkSeeGrantsOn(object);
            case Statement.ShowGrants.On(GrantObject.Table object) -> checkSeeGrantsOn(object);
        }
    }

    private void checkSeeGrantsOn(GrantObject written) {
        GrantObject object = SessionObject.in(database, written);
        pass(!exists(object) || access.maySee(object), "Select", SessionObject.shown(object), "");
    }

    private void requireOwn(boolean own) {
        if (!own) {
            throw Refusals.deniedGrantsOf(principal, new TreeSet<>(catalog.grants().rolesOf(new Grantee.User(principal.user()))));
        }
    }

    private StageDefinition stage(String name) {
        return stages.find(name).orElseThrow(() -> Messages.missingStage(name));
    }

    private void passCreating(boolean held, String privilege) {
        if (!held) {
            throw Refusals.deniedToCurrentRole(privilege, principal, access, "");
        }
    }

    private void pass(boolean held, String privilege, String object, String hint) {
        if (!held) {
            throw Refusals.denied(privilege, object, principal, access, hint);
        }
    }
}
