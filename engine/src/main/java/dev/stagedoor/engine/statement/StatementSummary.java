package dev.stagedoor.engine.statement;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.sql.FileLocation;
import dev.stagedoor.sql.Metadata;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.TableName;
import dev.stagedoor.sql.TableStatement;
import dev.stagedoor.sql.UriLocation;
import dev.stagedoor.storage.PresignId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a statement is and what it is about, without anything that could be a secret: for the audit log.
 *
 * @param kind as a user would name it: {@code "PRESIGN UPLOAD"}, {@code "CREATE STAGE"}
 * @param objects what it names: {@code "@s/a/b.csv"}, {@code "STAGE s"}, {@code "USER u"}; none for most SHOW statements, at most
 *     {@value #MAX_OBJECTS}
 */
public record StatementSummary(String kind, List<String> objects) {
    /** Most objects that are named; only a query has more. */
    public static final int MAX_OBJECTS = 32;

    public StatementSummary {
        objects = List.copyOf(objects);
    }

    /**
     * Names, and URLs that a query reads, without what could be a secret: no URL of a stage, parameter, password, comment or condition of
     * the statement is taken along.
     */
    public static StatementSummary of(Statement statement) {
        return switch (statement) {
            case Statement.CreateStage s -> about("CREATE STAGE", stage(s.name()));
            case Statement.AlterStage s -> about("ALTER STAGE", stage(s.name()));
            case Statement.DropStage s -> about("DROP STAGE", stage(s.name()));
            case Statement.DescribeStage s -> about("DESC STAGE", stage(s.name()));
            case Statement.ShowStages s -> new StatementSummary("SHOW STAGES", read(s.filter()));
            case Statement.ListFiles s -> about("LIST", s.location().toString());
            case Statement.RemoveFiles s -> about("REMOVE", s.location().toString());
            case Statement.Presign s -> about("PRESIGN " + s.action(), s.location().toString());
            case Statement.PresignFiles s ->
                new StatementSummary("PRESIGN " + s.action(), switch (s.files()) {
                    case Statement.PresignFiles.Named(var names) ->
                        some(names.stream().map(name -> s.location().file(name).toString()));
                    case Statement.PresignFiles.Matching _ -> List.of(s.location().toString());
                });
            case Statement.PlanUpload s -> about("PRESIGN UPLOAD", s.location().toString());
            case Statement.PresignParts s -> about("PRESIGN UPLOAD PARTS", upload(s.id()));
            case Statement.ConfirmUpload s -> about("CONFIRM UPLOAD", upload(s.id()));
            case Statement.AbortUpload s -> about("ABORT UPLOAD", upload(s.id()));
            case Statement.RevokePresign s ->
                about("REVOKE PRESIGN", switch (s.target()) {
                    case Statement.RevokePresign.Id(String id) -> "PRESIGN " + id;
                    case Statement.RevokePresign.OnStage(String name) -> stage(name);
                    case Statement.RevokePresign.OnUser(String name) -> user(name);
                });
            case Statement.CreateUser s -> about("CREATE USER", user(s.name()));
            case Statement.AlterUser s -> about("ALTER USER", user(s.name()));
            case Statement.DropUser s -> about("DROP USER", user(s.name()));
            case Statement.DescribeUser s -> about("DESC USER", user(s.name()));
            case Statement.ShowPublicKeys s -> about("SHOW PUBLIC KEYS", user(s.user()));
            case Statement.ShowUsers s -> new StatementSummary("SHOW USERS", read(s.filter()));
            case Statement.CreateRole s -> about("CREATE ROLE", role(s.name()));
            case Statement.AlterRole s -> about("ALTER ROLE", role(s.name()));
            case Statement.DropRole s -> about("DROP ROLE", role(s.name()));
            case Statement.ShowRoles s -> new StatementSummary("SHOW ROLES", read(s.filter()));
            case Statement.SetRole s -> new StatementSummary("SET ROLE", s.role().map(StatementSummary::role).stream().toList());
            case Statement.SetSecondaryRoles s -> secondaryRoles(s.roles());
            case Statement.GrantRole s -> about("GRANT ROLE", role(s.role()), grantee(s.grantee()));
            case Statement.RevokeRole s -> about("REVOKE ROLE", role(s.role()), grantee(s.grantee()));
            case Statement.GrantPrivileges s ->
                about("GRANT " + PrivilegeText.list(s.privileges()), object(s.object()), grantee(s.grantee()));
            case Statement.RevokePrivileges s ->
                about("REVOKE " + PrivilegeText.list(s.privileges()), object(s.object()), grantee(s.grantee()));
            case Statement.ShowGrants s ->
                switch (s.scope()) {
                    case Statement.ShowGrants.Mine _ -> about("SHOW GRANTS");
                    case Statement.ShowGrants.For(Grantee grantee) -> about("SHOW GRANTS", grantee(grantee));
                    case Statement.ShowGrants.Of(String role) -> about("SHOW GRANTS OF", role(role));
                    case Statement.ShowGrants.On(GrantObject object) -> about("SHOW GRANTS", object(object));
                };
            case Statement.CreateFileFormat s -> about("CREATE FILE FORMAT", fileFormat(s.name()));
            case Statement.DropFileFormat s -> about("DROP FILE FORMAT", fileFormat(s.name()));
            case Statement.ShowFileFormats _ -> about("SHOW FILE FORMATS");
            case Statement.CreateConnection s -> about("CREATE CONNECTION", connection(s.name()));
            case Statement.DropConnection s -> about("DROP CONNECTION", connection(s.name()));
            case Statement.DescribeConnection s -> about("DESC CONNECTION", connection(s.name()));
            case Statement.ShowConnections _ -> about("SHOW CONNECTIONS");
            case Statement.UseDatabase s -> about("USE", "DATABASE " + s.database());
            case Statement.SetSettings s ->
                settings("SET", s.assignments().stream().map(Statement.SetSettings.Assignment::name));
            case Statement.UnsetSettings s -> settings("UNSET", s.names().stream());
            case Statement.ShowSettings s -> new StatementSummary("SHOW SETTINGS", read(s.filter()));
            case Statement.ShowMetadata s -> new StatementSummary("SHOW " + metadata(s.metadata()), read(s.filter()));
            case Statement.DescribeTable s -> about("DESC TABLE", table(s.table()));
            case Statement.ShowCreateTable s -> about("SHOW CREATE TABLE", table(s.table()));
            case Statement.ShowCreateDatabase s -> about("SHOW CREATE DATABASE", "DATABASE " + s.database());
            case Statement.Transaction s -> about(s.kind().toString());
            case Statement.Query s -> new StatementSummary("QUERY", read(s.parts()));
            case TableStatement s -> onTables(s);
            case Statement.NotBuilt s -> about(s.what());
        };
    }

    /** Of what is no id nothing is told: it may be anything that was pasted. */
    private static String upload(String id) {
        return "PRESIGN " + (PresignId.parse(id).isPresent() ? id : "?");
    }

    private static StatementSummary onTables(TableStatement statement) {
        return switch (statement) {
            case TableStatement.CreateDatabase s -> about("CREATE DATABASE", database(s.database()));
            case TableStatement.DropDatabase s -> about("DROP DATABASE", database(s.database()));
            case TableStatement.CreateTable s -> new StatementSummary("CREATE TABLE", with(table(s.table()), content(s.content())));
            case TableStatement.DropTable s -> about("DROP TABLE", table(s.table()));
            case TableStatement.UndropTable s -> about("UNDROP TABLE", table(s.table()));
            case TableStatement.RenameTable s -> about("RENAME TABLE", table(s.from()), table(s.to()));
            case TableStatement.AlterTable s -> about("ALTER TABLE", table(s.table()));
            case TableStatement.TruncateTable s -> about("TRUNCATE TABLE", table(s.table()));
            case TableStatement.OptimizeTable s -> about("OPTIMIZE TABLE", table(s.table()));
            case TableStatement.AnalyzeTable s -> about("ANALYZE TABLE", table(s.table()));
            case TableStatement.CopyIntoTable s -> load("COPY INTO TABLE", s);
            case TableStatement.ExplainCopy(var copy) -> load("EXPLAIN COPY", copy);
            case TableStatement.CopyIntoLocation s ->
                new StatementSummary("COPY INTO LOCATION", some(Stream.concat(location(s.location()), switch (s.source()) {
                    case TableStatement.CopyIntoLocation.Table(TableName table) -> Stream.of(table(table));
                    case TableStatement.CopyIntoLocation.Query(List<QueryPart> query) -> read(query).stream();
                })));
            case TableStatement.Insert s -> new StatementSummary("INSERT", with(table(s.table()), rows(s.rows())));
            case TableStatement.Delete s -> new StatementSummary("DELETE", with(table(s.table()), read(s.condition()).stream()));
            case TableStatement.Update s ->
                new StatementSummary("UPDATE", with(table(s.table()), Stream.concat(
                        Stream.concat(read(s.from()).stream(), read(s.condition()).stream()),
                        s.set().stream().flatMap(assignment -> read(assignment.value()).stream()))));
            case TableStatement.Merge s ->
                new StatementSummary("MERGE INTO", with(table(s.table()), Stream.concat(
                        read(s.source().parts()).stream(), read(s.on()).stream())));
        };
    }

    private static Stream<String> content(TableStatement.CreateTable.Content content) {
        return switch (content) {
            case TableStatement.CreateTable.Columns _ -> Stream.empty();
            case TableStatement.CreateTable.Like(TableName other) -> Stream.of(table(other));
            case TableStatement.CreateTable.Query(var _, List<QueryPart> query) -> read(query).stream();
        };
    }

    private static Stream<String> rows(TableStatement.Insert.Rows rows) {
        return switch (rows) {
            case TableStatement.Insert.Values(var batches) -> batches.stream().flatMap(batch -> read(batch).stream());
            case TableStatement.Insert.Query(List<QueryPart> query) -> read(query).stream();
            case TableStatement.Insert.File file -> file.location().stream().flatMap(StatementSummary::location);
            case TableStatement.Insert.Attached attached -> location(attached.file());
            case TableStatement.Insert.Received _ -> Stream.empty();
        };
    }

    private static StatementSummary load(String kind, TableStatement.CopyIntoTable copy) {
        return new StatementSummary(kind, with(table(copy.table()), location(copy.source().location())));
    }

    private static List<String> with(String first, Stream<String> others) {
        return some(Stream.concat(Stream.of(first), others));
    }

    private static List<String> some(Stream<String> objects) {
        return objects.distinct().limit(MAX_OBJECTS).toList();
    }

    private static String metadata(Metadata metadata) {
        return switch (metadata) {
            case Metadata.Databases _ -> "DATABASES";
            case Metadata.Tables _ -> "TABLES";
            case Metadata.Views _ -> "VIEWS";
            case Metadata.Columns _ -> "COLUMNS";
            case Metadata.TableStatus _ -> "TABLE STATUS";
            case Metadata.Functions _ -> "FUNCTIONS";
            case Metadata.TableFunctions _ -> "TABLE FUNCTIONS";
            case Metadata.Catalogs _ -> "CATALOGS";
            case Metadata.Engines _ -> "ENGINES";
            case Metadata.Processes _ -> "PROCESSLIST";
        };
    }

    private static String table(TableName table) {
        return "TABLE " + table.database().map(database -> database + ".").orElse("") + table.name();
    }

    private static StatementSummary secondaryRoles(Optional<List<String>> roles) {
        if (roles.isEmpty() || roles.get().isEmpty()) {
            return about("SET SECONDARY ROLES " + (roles.isEmpty() ? "ALL" : "NONE"));
        }
        return new StatementSummary(
                "SET SECONDARY ROLES", roles.get().stream().limit(MAX_OBJECTS).map(StatementSummary::role).toList());
    }

    private static StatementSummary about(String kind, String... objects) {
        return new StatementSummary(kind, List.of(objects));
    }

    private static StatementSummary settings(String kind, Stream<String> names) {
        return new StatementSummary(kind, names.limit(MAX_OBJECTS).map(name -> "SETTING " + name).toList());
    }

    private static List<String> read(Optional<Statement.Filter> filter) {
        return filter.isPresent() && filter.get() instanceof Statement.Filter.Where(var condition) ? read(condition) : List.of();
    }

    private static List<String> read(List<QueryPart> parts) {
        return parts.stream()
                .flatMap(part -> switch (part) {
                    case QueryPart.ListStage listing -> location(listing.location());
                    case QueryPart.SystemTable(String database, String name) -> Stream.of("TABLE " + database + "." + name);
                    case QueryPart.AccountFunction(String function, var _) -> Stream.of("TABLE " + function);
                    case QueryPart.StagedFiles files -> location(files.location());
                    case QueryPart.InferSchema inferred -> location(inferred.files().location());
                    case QueryPart.InspectParquet(FileLocation location) -> location(location);
                    case QueryPart.Text _,
                            QueryPart.RegexpOperator _,
                            QueryPart.SessionFunction _,
                            QueryPart.FileColumn _,
                            QueryPart.TableQualifier _,
                            QueryPart.TableRef _,
                            QueryPart.DefaultValue _,
                            QueryPart.SelectedInteger _ ->
                        Stream.<String>empty();
                })
                .distinct()
                .limit(MAX_OBJECTS)
                .toList();
    }

    /** Of a URL the parser has kept what holds no secret; of its connection the name alone is told. */
    private static Stream<String> location(FileLocation location) {
        return switch (location) {
            case StagePath path -> Stream.of(path.toString());
            case UriLocation uri ->
                Stream.concat(
                        Stream.of("URL " + uri.url()),
                        Stream.ofNullable(uri.connection().get("connection_name")).map(StatementSummary::connection));
        };
    }

    private static String object(GrantObject object) {
        return switch (object) {
            case GrantObject.Global _ -> "*.*";
            case GrantObject.Stage(String name, var path) -> stage(name) + path.map(directory -> " PATH '" + directory + "'").orElse("");
            case GrantObject.Connection(String name) -> connection(name);
            case GrantObject.Database(Optional<String> name) -> database(name.orElse("*"));
            case GrantObject.Table(Optional<String> database, String name) -> table(new TableName(Optional.empty(), database, name));
        };
    }

    private static String grantee(Grantee grantee) {
        return switch (grantee) {
            case Grantee.User(String name) -> user(name);
            case Grantee.Role(String name) -> role(name);
        };
    }

    private static String stage(String name) {
        return "STAGE " + name;
    }

    private static String database(String name) {
        return "DATABASE " + name;
    }

    private static String user(String name) {
        return "USER " + name;
    }

    private static String role(String name) {
        return "ROLE " + name;
    }

    private static String connection(String name) {
        return "CONNECTION " + name;
    }

    private static String fileFormat(String name) {
        return "FILE FORMAT " + name;
    }
}
