package dev.stagedoor.engine.access;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.ConnectionDefinition;
import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.engine.statement.Messages;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.sql.Identification;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.UriLocation;
import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.StoreUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Decides, in one place, who may do what ({@code docs/security.md}, "Roles and grants"): says what each statement needs, and asks the
 * catalog's grants and definitions whether it is there. A stage or connection that does not exist is said not to exist (2501, 2510). One
 * that exists is denied (1063). Databend answers so, and its clients tell the two apart. This reveals that the name exists, but CREATE
 * already does.
 */
public final class Authorization {
    private static final List<Need> NOTHING = List.of();
    private static final String SUPER_HINT = "Here SUPER ON *.* is what it takes";
    private static final String GRANT = "Grant";
    private static final String RULES_HINT = "The stage has PRESIGN rules, which would go with it";

    private final Catalog catalog;
    private final AccessCache accesses;

    public Authorization(Catalog catalog) {
        this.catalog = catalog;
        this.accesses = new AccessCache(catalog);
    }

    /** The session with {@code public} for its role when the one it had was dropped: it owns nothing and is everybody's. */
    public StatementContext settled(StatementContext context) {
        Optional<String> role = context.session().role();
        boolean gone = role.isPresent() && !RoleDefinition.isBuiltIn(role.get()) && catalog.role(role.get()).isEmpty();
        return gone ? context.withSession(context.session().withRole(Optional.of(RoleDefinition.PUBLIC))) : context;
    }

    /**
     * Passes when the principal, with the session's roles, has everything the statement needs.
     *
     * @throws dev.stagedoor.errors.StagedoorException 1063 when not; 2206 when the session's role is not theirs; for what does not exist
     *     the error the statement would end in
     */
    public void require(Statement statement, StatementContext context) {
        if (!takesRoles(statement) && !AccessCache.isAdmin(context.principal(), context.session())) {
            require(needs(statement), context.principal(), context.session());
        }
    }

    /** As {@link #require(Statement, StatementContext)}, with the roles of a new session. */
    public void require(List<Need> needs, Principal principal) {
        require(needs, principal, SessionState.DEFAULT);
    }

    private void require(List<Need> needs, Principal principal, SessionState session) {
        if (needs.isEmpty() && session.role().isEmpty()) {
            return;
        }
        Access access = accesses.of(principal, session);
        if (!access.isSuper()) {
            needs.forEach(need -> check(need, access, principal));
        }
    }

    /** Taking another role must be possible when the session's is gone. */
    private static boolean takesRoles(Statement statement) {
        return statement instanceof Statement.SetRole || statement instanceof Statement.SetSecondaryRoles;
    }

    /** What the statement's user and roles may. */
    public Access access(StatementContext context) {
        return accesses.of(context.principal(), context.session());
    }

    /** Whether the statement's roles hold SUPER, and with it everything. */
    public boolean isSuper(StatementContext context) {
        return access(context).isSuper();
    }

    /** Whether one of the statement's roles owns the stage. */
    public boolean owns(StageDefinition stage, StatementContext context) {
        return access(context).owns(stage);
    }

    /** The roles a user may take, and whether they may take one. */
    public AccessCache accesses() {
        return accesses;
    }

    /** What a statement needs, in the order in which to ask. */
    static List<Need> needs(Statement statement) {
        return switch (statement) {
            case Statement.CreateStage s -> createStage(s);
            case Statement.AlterStage s -> alterStage(s);
            case Statement.DropStage s -> drop(s.name(), s.ifExists());
            // Of these the rows are those one may see.
            case Statement.DescribeStage _, Statement.ShowConnections _ -> NOTHING;
            case Statement.ShowRoles s -> reads(s.filter());
            case Statement.ShowStages s -> reads(s.filter());
            case Statement.ShowSettings s -> reads(s.filter());
            case Statement.ShowMetadata s -> reads(s.filter());
            case Statement.DescribeTable _, Statement.ShowCreateTable _, Statement.ShowCreateDatabase _ -> NOTHING;
            case Statement.ListFiles s -> read(s.location(), Need.Reach.LISTING);
            case Statement.RemoveFiles s -> write(s.location(), Need.Reach.LISTING);
            case Statement.Presign s ->
                switch (s.action()) {
                    case DOWNLOAD -> read(s.location(), Need.Reach.FILE);
                    case UPLOAD -> write(s.location(), Need.Reach.FILE);
                };
            case Statement.RevokePresign s ->
                switch (s.target()) {
                    // Whose URL it is must be known first: PresignRevocation asks.
                    case Statement.RevokePresign.Id _ -> NOTHING;
                    case Statement.RevokePresign.OnStage(String stage) -> alter(stage, false);
                    case Statement.RevokePresign.OnUser(String user) -> List.of(new Need.UrlsOf(user));
                };
            case Statement.CreateFileFormat _, Statement.DropFileFormat _ -> all("Super");
            case Statement.ShowFileFormats _ -> NOTHING;
            case Statement.CreateConnection s -> createConnection(s);
            case Statement.DropConnection s -> List.of(new Need.DropConnection(s.name(), s.ifExists()));
            case Statement.DescribeConnection s -> List.of(new Need.AccessConnection(s.name()));
            case Statement.AlterUser s -> isPasswordAlone(s) ? List.of(new Need.Self(s.name())) : all("Alter");
            case Statement.CreateUser _ -> all("CreateUser");
            case Statement.DropUser _ -> all("DropUser");
            case Statement.DescribeUser s -> List.of(new Need.SeeUser(s.name()));
            case Statement.ShowPublicKeys s -> List.of(new Need.SeeUser(s.user()));
            case Statement.ShowUsers s -> both(all("Super"), reads(s.filter()));
            case Statement.CreateRole _ -> all("CreateRole");
            case Statement.AlterRole _ -> all("Alter");
            case Statement.DropRole _ -> all("DropRole");
            case Statement.GrantRole _, Statement.RevokeRole _ -> all(GRANT);
            case Statement.GrantPrivileges s -> grant(s.object());
            case Statement.RevokePrivileges s -> grant(s.object());
            case Statement.ShowGrants s -> both(List.of(new Need.SeeGrants(s.scope())), reads(s.filter()));
            // Asked by who runs them: only roles that are the user's can be taken.
            case Statement.SetRole _, Statement.SetSecondaryRoles _ -> NOTHING;
            case Statement.UseDatabase _,
                    Statement.SetSettings _,
                    Statement.UnsetSettings _,
                    Statement.Transaction _,
                    Statement.NotBuilt _ ->
                NOTHING;
            case Statement.Query q -> reads(q.parts());
        };
    }

    private static List<Need> createStage(Statement.CreateStage statement) {
        List<Need> needs = new ArrayList<>();
        statement.location().flatMap(Authorization::connection).ifPresent(needs::add);
        needs.add(new Need.CreateStage());
        // The new stage is the creator's, with the creator's rules: whoever may only read and write must not come by it like that.
        if (statement.orReplace() && !statement.name().equals(StagePath.USER_STAGE)) {
            needs.add(new Need.OwnStage(statement.name(), true));
        }
        return needs;
    }

    private static List<Need> alterStage(Statement.AlterStage statement) {
        Optional<UriLocation> moved =
                statement.change() instanceof Statement.AlterStage.Set set ? set.location() : Optional.empty();
        if (statement.name().equals(StagePath.USER_STAGE)) {
            return NOTHING;
        }
        List<Need> needs = new ArrayList<>();
        moved.flatMap(Authorization::connection).ifPresent(needs::add);
        needs.add(new Need.Alter(statement.name(), statement.ifExists()));
        // Whoever may only read and write a stage must not take off what its URLs are bound to, nor say where they lead.
        if (moved.isPresent() || changesPresign(statement.change())) {
            needs.add(new Need.OwnStage(statement.name(), statement.ifExists()));
        }
        return needs;
    }

    private static boolean changesPresign(Statement.AlterStage.Change change) {
        return switch (change) {
            case Statement.AlterStage.Set set -> set.presign().isPresent();
            case Statement.AlterStage.Unset unset -> unset.presign();
        };
    }

    private static List<Need> createConnection(Statement.CreateConnection statement) {
        return statement.orReplace()
                ? List.of(new Need.CreateConnection(), new Need.ReplaceConnection(statement.name()))
                : List.of(new Need.CreateConnection());
    }

    private static Optional<Need> connection(UriLocation location) {
        return new ConnectionParameters(location.connection())
                .givenConnectionName()
                .map(name -> new Need.UseConnection(name, location));
    }

    /** Of a user's own stage it is said elsewhere what cannot be done with it. */
    private static List<Need> alter(String stage, boolean ifExists) {
        return stage.equals(StagePath.USER_STAGE) ? NOTHING : List.of(new Need.Alter(stage, ifExists));
    }

    private static List<Need> drop(String stage, boolean ifExists) {
        return stage.equals(StagePath.USER_STAGE) ? NOTHING : List.of(new Need.Alter(stage, ifExists), new Need.DropRules(stage));
    }

    /** Of a user's own stage it is said elsewhere that nothing on it is granted. */
    private static List<Need> grant(GrantObject object) {
        boolean own = object instanceof GrantObject.Stage(String name, var _) && name.equals(StagePath.USER_STAGE);
        return own ? NOTHING : List.of(new Need.Grant(object));
    }

    /** @param privilege that Databend asks for */
    private static List<Need> all(String privilege) {
        return List.of(new Need.Super(privilege));
    }

    private static List<Need> both(List<Need> first, List<Need> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** What anyone may change of themselves. */
    private static boolean isPasswordAlone(Statement.AlterUser statement) {
        return statement.identification().filter(Identification.Password.class::isInstance).isPresent()
                && statement.options().equals(Statement.UserOptions.NONE);
    }

    /** What writing files of a stage needs; a user's own stage needs nothing, and nobody reaches another's. */
    public static List<Need> write(StagePath location, Need.Reach reach) {
        return location.isUserStage() ? NOTHING : List.of(new Need.Write(location, reach));
    }

    private static List<Need> read(StagePath location, Need.Reach reach) {
        return location.isUserStage() ? NOTHING : List.of(new Need.Read(location, reach));
    }

    /** A condition can hold whole queries. */
    private static List<Need> reads(Optional<Statement.Filter> filter) {
        return filter.isPresent() && filter.get() instanceof Statement.Filter.Where(var condition) ? reads(condition) : NOTHING;
    }

    private static List<Need> reads(List<QueryPart> parts) {
        return parts.stream()
                .flatMap(part -> switch (part) {
                    case QueryPart.ListStage listing -> read(listing.location(), Need.Reach.TABLE_FUNCTION).stream();
                    case QueryPart.AccountFunction(String function, List<String> arguments) ->
                        AccountCalls.needs(function, arguments).stream();
                    case QueryPart.StagedFiles files -> reads(files).stream();
                    case QueryPart.InferSchema inferred -> read(inferred.files().location(), Need.Reach.TABLE_FUNCTION).stream();
                    case QueryPart.InspectParquet(StagePath location) -> read(location, Need.Reach.TABLE_FUNCTION).stream();
                    // Of system tables the rows are those one may see.
                    case QueryPart.SystemTable _,
                            QueryPart.Text _,
                            QueryPart.SessionFunction _,
                            QueryPart.RegexpOperator _,
                            QueryPart.FileColumn _,
                            QueryPart.SelectedInteger _ ->
                        Stream.<Need>empty();
                })
                .distinct()
                .toList();
    }

    /** Each file that is named is asked for by itself: one may read some of a directory and not all of it. */
    private static List<Need> reads(QueryPart.StagedFiles files) {
        return files.files().isEmpty()
                ? read(files.location(), Need.Reach.LISTING)
                : files.files().stream().flatMap(file -> read(files.path(file), Need.Reach.FILE).stream()).toList();
    }

    private void check(Need need, Access access, Principal principal) {
        switch (need) {
            case Need.Read n -> checkRead(n, access, principal);
            case Need.Write n -> checkWrite(n, access, principal);
            case Need.CreateStage _ ->
                passCreating(access.mayCreateStages(), "CreateStage", principal, access);
            case Need.CreateConnection _ -> passCreating(access.mayCreateConnections(), "CreateConnection", principal, access);
            case Need.Alter n -> checkAlter(n, access, principal);
            case Need.OwnStage(String name, boolean ifExists) -> {
                if (ifExists && catalog.stage(name).isEmpty()) {
                    return;
                }
                pass(access.owns(stage(name)), "Ownership", "STAGE " + Messages.shown(name), principal, access, "");
            }
            case Need.DropRules(String name) -> {
                Optional<StageDefinition> stage = catalog.stage(name);
                boolean bound = stage.isPresent() && !stage.get().presign().equals(PresignRules.UNBOUND);
                pass(!bound || access.owns(stage.get()), "Ownership", "STAGE " + Messages.shown(name), principal, access, RULES_HINT);
            }
            case Need.AccessConnection(String name) ->
                pass(access.mayUse(connection(name)), "AccessConnection", "CONNECTION " + Messages.shown(name), principal, access, "");
            case Need.UseConnection(String name, var location) -> checkUse(name, location, access, principal);
            case Need.ReplaceConnection(String name) ->
                pass(
                        catalog.connection(name).map(access::owns).orElse(true),
                        "Ownership",
                        "CONNECTION " + Messages.shown(name),
                        principal,
                        access,
                        "");
            case Need.DropConnection n -> checkDrop(n, access, principal);
            case Need.Grant(var object) -> checkGrant(object, access, principal);
            case Need.Self(String user) ->
                pass(user.equals(principal.user()), "Alter", "*.*", principal, access, "Anyone may change their own password");
            case Need.SeeUser(String user) -> pass(user.equals(principal.user()), "Super", "*.*", principal, access, "");
            case Need.UrlsOf(String user) ->
                pass(user.equals(principal.user()), "Super", "*.*", principal, access,
                        "Anyone may revoke the URLs they asked for themselves");
            case Need.SeeGrants(var scope) -> checkSeeGrants(scope, access, principal);
            case Need.Super(String privilege) ->
                pass(access.isSuper(), privilege, "*.*", principal, access, privilege.equals("Super") ? "" : SUPER_HINT);
        }
    }

    private void checkRead(Need.Read need, Access access, Principal principal) {
        StageDefinition stage = stage(need.location().stage());
        if (access.mayRead(stage, need.location().path())) {
            return;
        }
        String verb = need.reach() == Need.Reach.FILE ? "read" : "list";
        String hint = Refusals.pathHint(need.location(), need.reach(), verb, access.granted(stage).readPaths());
        throw switch (need.reach()) {
            case TABLE_FUNCTION -> Refusals.deniedInQuery("READ", stage.name(), principal, hint);
            case FILE, LISTING -> Refusals.denied("Read", "STAGE " + Messages.shown(stage.name()), principal, access, hint);
        };
    }

    private void checkWrite(Need.Write need, Access access, Principal principal) {
        StageDefinition stage = stage(need.location().stage());
        String verb = need.reach() == Need.Reach.FILE ? "write" : "remove";
        pass(
                access.mayWrite(stage, need.location().path()),
                "Write",
                "STAGE " + Messages.shown(stage.name()),
                principal,
                access,
                Refusals.pathHint(need.location(), need.reach(), verb, access.granted(stage).writePaths()));
    }

    private void checkAlter(Need.Alter need, Access access, Principal principal) {
        Optional<StageDefinition> found = catalog.stage(need.stage());
        if (found.isEmpty() && need.ifExists()) {
            return;
        }
        StageDefinition stage = found.orElseThrow(() -> Messages.missingStageOnValidating(need.stage()));
        if (!access.mayAlter(stage)) {
            String missing = access.granted(stage).read() ? "Write" : "Read";
            throw Refusals.denied(Messages.VALIDATING
                    + Refusals.denied(missing, "STAGE " + Messages.shown(stage.name()), principal, access, "").getMessage());
        }
    }

    /** In Databend's order: access, then whether it fits, and all of that before whether a stage may be created at all. */
    private void checkUse(String name, UriLocation location, Access access, Principal principal) {
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
    private void checkDrop(Need.DropConnection need, Access access, Principal principal) {
        if (need.ifExists() && catalog.connection(need.name()).isEmpty()) {
            return;
        }
        ConnectionDefinition connection = connection(need.name());
        String missing = access.mayUse(connection) ? "Ownership" : "AccessConnection";
        pass(access.owns(connection), missing, "CONNECTION " + Messages.shown(need.name()), principal, access, "");
    }

    private void checkGrant(GrantObject object, Access access, Principal principal) {
        switch (object) {
            case GrantObject.Global _ -> pass(false, GRANT, "*.*", principal, access, SUPER_HINT);
            case GrantObject.Stage(String name, var _) ->
                pass(access.owns(stage(name)), GRANT, "*.*", principal, access, ownershipHint("STAGE", name));
            case GrantObject.Connection(String name) ->
                pass(access.owns(connection(name)), GRANT, "*.*", principal, access, ownershipHint("CONNECTION", name));
        }
    }

    private static String ownershipHint(String kind, String name) {
        return "Ownership of " + kind + " " + Messages.shown(name) + " is enough";
    }

    private ConnectionDefinition connection(String name) {
        return catalog.connection(name).orElseThrow(() -> Messages.unknownConnection(name));
    }

    private void checkSeeGrants(Statement.ShowGrants.Scope scope, Access access, Principal principal) {
        switch (scope) {
            case Statement.ShowGrants.Mine _ -> {}
            case Statement.ShowGrants.For(Grantee.User(String user)) -> requireOwn(user.equals(principal.user()), principal);
            case Statement.ShowGrants.For(Grantee.Role(String role)) -> requireOwn(accesses.available(principal).contains(role), principal);
            case Statement.ShowGrants.Of(String role) -> requireOwn(accesses.available(principal).contains(role), principal);
            case Statement.ShowGrants.On(GrantObject.Global _) -> requireOwn(false, principal);
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
        }
    }

    private void requireOwn(boolean own, Principal principal) {
        if (!own) {
            throw Refusals.deniedGrantsOf(principal, new TreeSet<>(catalog.grants().rolesOf(new Grantee.User(principal.user()))));
        }
    }

    /** One that is not there is not asked about again: were it created meanwhile, it would have been let pass unseen. */
    private StageDefinition stage(String name) {
        return catalog.stage(name).orElseThrow(() -> Messages.missingStage(name));
    }

    private static void passCreating(boolean held, String privilege, Principal principal, Access access) {
        if (!held) {
            throw Refusals.deniedToCurrentRole(privilege, principal, access, "");
        }
    }

    private static void pass(boolean held, String privilege, String object, Principal principal, Access access, String hint) {
        if (!held) {
            throw Refusals.denied(privilege, object, principal, access, hint);
        }
    }
}
