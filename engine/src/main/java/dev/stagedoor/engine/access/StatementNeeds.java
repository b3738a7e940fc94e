package dev.stagedoor.engine.access;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.sql.FileLocation;
import dev.stagedoor.sql.Identification;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.TableStatement;
import dev.stagedoor.sql.UriLocation;
import dev.stagedoor.storage.location.ConnectionParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What each statement needs ({@code docs/security.md}, "Roles and grants"), told from its text alone. */
public final class StatementNeeds {
    private static final List<Need> NOTHING = List.of();

    private StatementNeeds() {}

    /** What a statement needs, in the order in which to ask. */
    static List<Need> of(Statement statement) {
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
            case Statement.PresignFiles s ->
                switch (s.files()) {
                    // One may read some files of a directory and not all: FilePresigning asks for each.
                    case Statement.PresignFiles.Named _ -> NOTHING;
                    case Statement.PresignFiles.Matching _ -> read(s.location(), Need.Reach.LISTING);
                };
            case Statement.PlanUpload s -> write(s.location(), Need.Reach.FILE);
            // Whose upload it is must be known first: PlannedUploads asks.
            case Statement.PresignParts _, Statement.ConfirmUpload _, Statement.AbortUpload _ -> NOTHING;
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
            case Statement.GrantRole _, Statement.RevokeRole _ -> all("Grant");
            case Statement.GrantPrivileges s -> grant(s.object());
            case Statement.RevokePrivileges s -> grant(s.object());
            case Statement.ShowGrants s -> both(List.of(new Need.SeeGrants(s.scope())), reads(s.filter()));
            // Asked by who runs them: only roles that are the user's can be taken.
            case Statement.SetRole _, Statement.SetSecondaryRoles _ -> NOTHING;
            case Statement.UseDatabase s -> use(s.database().toLowerCase(Locale.ROOT));
            case Statement.SetSettings _,
                    Statement.UnsetSettings _,
                    Statement.Transaction _,
                    Statement.NotBuilt _ ->
                NOTHING;
            case Statement.Query q -> reads(q.parts());
            case TableStatement s -> TableNeeds.of(s);
        };
    }

    /** The default one is everybody's, and so are those of the server: they are no databases of the warehouse. */
    private static List<Need> use(String database) {
        return database.equals(SessionState.DEFAULT.database())
                ? NOTHING
                : List.of(new Need.UseDatabase(new GrantObject.Database(Optional.of(database))));
    }

    private static List<Need> createStage(Statement.CreateStage statement) {
        List<Need> needs = new ArrayList<>();
        statement.location().flatMap(StatementNeeds::connection).ifPresent(needs::add);
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
        moved.flatMap(StatementNeeds::connection).ifPresent(needs::add);
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

    static List<Need> both(List<Need> first, List<Need> second) {
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

    /** What reading files of a stage needs; a user's own stage needs nothing. */
    public static List<Need> read(StagePath location, Need.Reach reach) {
        return location.isUserStage() ? NOTHING : List.of(new Need.Read(location, reach));
    }

    /** A condition can hold whole queries. */
    private static List<Need> reads(Optional<Statement.Filter> filter) {
        return filter.isPresent() && filter.get() instanceof Statement.Filter.Where(var condition) ? reads(condition) : NOTHING;
    }

    static List<Need> reads(List<QueryPart> parts) {
        return parts.stream()
                .flatMap(part -> switch (part) {
                    case QueryPart.ListStage listing -> reads(listing.location(), Need.Reach.TABLE_FUNCTION).stream();
                    case QueryPart.AccountFunction(String function, List<String> arguments) ->
                        AccountCalls.needs(function, arguments).stream();
                    case QueryPart.StagedFiles files -> reads(files).stream();
                    case QueryPart.InferSchema inferred -> reads(inferred.files().location(), Need.Reach.TABLE_FUNCTION).stream();
                    case QueryPart.InspectParquet(FileLocation location) -> reads(location, Need.Reach.TABLE_FUNCTION).stream();
                    // Of system tables the rows are those one may see.
                    case QueryPart.SystemTable _,
                            QueryPart.Text _,
                            QueryPart.SessionFunction _,
                            QueryPart.RegexpOperator _,
                            QueryPart.FileColumn _,
                            QueryPart.TableQualifier _,
                            QueryPart.TableRef _,
                            QueryPart.DefaultValue _,
                            QueryPart.SelectedInteger _ ->
                        Stream.<Need>empty();
                })
                .distinct()
                .toList();
    }

    /** Each file that is named is asked for by itself: one may read some of a directory and not all of it. */
    private static List<Need> reads(QueryPart.StagedFiles files) {
        return files.location() instanceof StagePath path && !files.files().isEmpty()
                ? files.files().stream().flatMap(file -> read(path.file(file), Need.Reach.FILE).stream()).toList()
                : reads(files.location(), Need.Reach.LISTING);
    }

    static List<Need> reads(FileLocation location, Need.Reach reach) {
        return switch (location) {
            case StagePath path -> read(path, reach);
            case UriLocation uri -> reads(uri);
        };
    }

    /**
     * A URL needs nothing, as in Databend, for whoever names it brings what opens it. Where it is the server's own authority that opens it,
     * the query needs what a stage there would need.
     */
    private static List<Need> reads(UriLocation uri) {
        List<Need> needs = new ArrayList<>();
        connection(uri).ifPresent(needs::add);
        boolean ofServer = uri.url().regionMatches(true, 0, "fs:", 0, "fs:".length())
                || uri.connection().containsKey("role_arn")
                || uri.connection().containsKey("aws_role_arn");
        if (ofServer) {
            needs.add(new Need.CreateStage());
        }
        return needs;
    }
}
