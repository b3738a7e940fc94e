package dev.stagedoor.engine;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.engine.access.Authorization;
import dev.stagedoor.engine.access.Grantees;
import dev.stagedoor.engine.access.Identities;
import dev.stagedoor.engine.access.Need;
import dev.stagedoor.engine.access.StatementNeeds;
import dev.stagedoor.engine.access.ExistingTables;
import dev.stagedoor.engine.account.AccountFunctions;
import dev.stagedoor.engine.account.AccountTables;
import dev.stagedoor.engine.account.GrantTable;
import dev.stagedoor.engine.account.PrivilegeGrants;
import dev.stagedoor.engine.account.RoleDefinitions;
import dev.stagedoor.engine.account.RoleGrants;
import dev.stagedoor.engine.account.UserDefinitions;
import dev.stagedoor.engine.account.UserTable;
import dev.stagedoor.engine.definition.ConnectionDefinitions;
import dev.stagedoor.engine.definition.FileFormatDefinitions;
import dev.stagedoor.engine.definition.StageDefinitions;
import dev.stagedoor.engine.definition.StageRows;
import dev.stagedoor.engine.file.EndingDefinitions;
import dev.stagedoor.engine.file.ExternalLocations;
import dev.stagedoor.engine.file.FileSelection;
import dev.stagedoor.engine.file.NamedFiles;
import dev.stagedoor.engine.file.StageFile;
import dev.stagedoor.engine.file.StageListing;
import dev.stagedoor.engine.file.StageResolver;
import dev.stagedoor.engine.file.UnloadPlaces;
import dev.stagedoor.engine.file.UriPlaces;
import dev.stagedoor.engine.presign.CommitBarrier;
import dev.stagedoor.engine.presign.FilePresigning;
import dev.stagedoor.engine.presign.PresignRevocation;
import dev.stagedoor.engine.presign.PresignRows;
import dev.stagedoor.engine.presign.PresignVisibility;
import dev.stagedoor.engine.presign.Presigning;
import dev.stagedoor.engine.presign.StandingRights;
import dev.stagedoor.engine.presign.UploadConfirmation;
import dev.stagedoor.engine.presign.UploadPlanning;
import dev.stagedoor.engine.presign.UploadRows;
import dev.stagedoor.engine.presign.UploadsUnderWay;
import dev.stagedoor.engine.presign.UrlRights;
import dev.stagedoor.engine.query.FunctionTables;
import dev.stagedoor.engine.query.MetadataStatements;
import dev.stagedoor.engine.query.MirrorTable;
import dev.stagedoor.engine.query.ProcessTable;
import dev.stagedoor.engine.query.QueryEngine;
import dev.stagedoor.engine.query.Relations;
import dev.stagedoor.engine.query.ShowFilter;
import dev.stagedoor.engine.query.SystemDatabases;
import dev.stagedoor.engine.query.TableFiles;
import dev.stagedoor.engine.query.VisibleTables;
import dev.stagedoor.engine.statement.DatabendVersion;
import dev.stagedoor.engine.statement.Defects;
import dev.stagedoor.engine.statement.Messages;
import dev.stagedoor.engine.statement.Prepared;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.RunningStatements;
import dev.stagedoor.engine.statement.SessionSettings;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StageAttachment;
import dev.stagedoor.engine.statement.StageLookup;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.engine.statement.SystemRelation;
import dev.stagedoor.engine.table.TableStatements;
import dev.stagedoor.engine.table.WarehouseNames;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.query.duckdb.EngineFunction;
import dev.stagedoor.query.worker.Workers;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.StatementList;
import dev.stagedoor.sql.TableStatement;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.location.ObjectStores;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.storage.mirror.Mirror;
import dev.stagedoor.table.Warehouse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs statements against a catalog, the server's internal storage and the stores behind external stages. Safe for use by many threads. */
public final class Engine implements AutoCloseable {
    /** The Databend version whose behaviour is answered; bare semantic version, as clients parse it. */
    public static final String DATABEND_VERSION = DatabendVersion.TEXT;

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private static final StagePath LOADED = new StagePath(Messages.RESERVED_STAGE, "");
    private static final Duration LONGEST_LOAD = Duration.ofDays(1);

    private final RunningStatements running = new RunningStatements();
    private final Catalog catalog;
    private final PresignLedger ledger;
    private final Authorization authorization;
    private final StageResolver resolver;
    private final Presigning presigning;
    private final FilePresigning filePresigning;
    private final UploadPlanning planning;
    private final UploadConfirmation confirmation;
    private final PresignRevocation revocation;
    private final UploadsUnderWay uploads;
    private final UrlRights urlRights;
    private final StageListing listing;
    private final StageDefinitions stages;
    private final ConnectionDefinitions connections;
    private final FileFormatDefinitions fileFormats;
    private final UserDefinitions users;
    private final RoleDefinitions roles;
    private final RoleGrants roleGrants;
    private final PrivilegeGrants privilegeGrants;
    private final GrantTable grantTable;
    private final UserTable userTable;
    private final SystemDatabases databases;
    private final MetadataStatements metadata;
    private final Relations relations;
    private final QueryEngine queries;
    private final ShowFilter showFilter;
    private final TableStatements tables;
    private final StoreRoot internal;
    private final Clock clock;

    /**
     * @param catalog not closed by the engine
     * @param ledger where every presigned URL is entered; not closed by the engine
     * @param internal where user stages and internal stages live; not closed by the engine
     * @param stores opens what external stages lie over; not closed by the engine
     * @param warehouse the tables, which lie in {@code internal}; not closed by the engine
     * @param mirror where staged files lie while queries read them; not closed by the engine
     * @param workers in which queries run; closed with the engine
     */
    public Engine(
            Catalog catalog,
            PresignLedger ledger,
            StoreRoot internal,
            ObjectStores stores,
            Warehouse warehouse,
            Mirror mirror,
            Workers workers,
            Clock clock,
            EngineOptions options) {
        this(catalog, ledger, internal, stores, warehouse, mirror, workers, clock, System::nanoTime, options);
    }

    /** @param nanoTime measures how long queries compute */
    Engine(
            Catalog catalog,
            PresignLedger ledger,
            StoreRoot internal,
            ObjectStores stores,
            Warehouse warehouse,
            Mirror mirror,
            Workers workers,
            Clock clock,
            LongSupplier nanoTime,
            EngineOptions options) {
        this.catalog = catalog;
        this.ledger = ledger;
        this.internal = internal;
        this.clock = clock;
        ExistingTables existing = new WarehouseNames(warehouse);
        this.authorization = new Authorization(catalog, existing);
        Identities identities = new Identities(catalog, options.accounts().configured());
        this.resolver = new StageResolver(catalog, internal, stores, identities);
        EndingDefinitions ending = new EndingDefinitions();
        CommitBarrier barrier = new CommitBarrier();
        this.uploads = new UploadsUnderWay(barrier, ending);
        this.urlRights =
                new StandingRights(catalog, ledger, authorization.accesses(), identities, ending, resolver, barrier);
        this.presigning = new Presigning(resolver, ledger, clock);
        ExternalLocations locations = new ExternalLocations(catalog, stores);
        UriPlaces urls = new UriPlaces(locations, stores, options.queries().allowInsecure());
        this.listing = new StageListing(resolver, urls, ledger);
        this.filePresigning = new FilePresigning(presigning, listing, authorization, ledger, catalog);
        this.planning = new UploadPlanning(ledger, resolver, authorization, urlRights, catalog, clock);
        this.confirmation = new UploadConfirmation(ledger, resolver, authorization, urlRights, clock);
        PresignVisibility visibility = new PresignVisibility(authorization, catalog);
        Grantees grantees = new Grantees(catalog, options.accounts());
        this.revocation = new PresignRevocation(ledger, catalog, visibility, grantees, uploads);
        this.stages = new StageDefinitions(catalog, locations, listing, revocation, clock);
        this.connections = new ConnectionDefinitions(catalog, clock);
        this.fileFormats = new FileFormatDefinitions(catalog, clock);
        this.users = new UserDefinitions(catalog, listing, revocation, grantees, options.accounts().passwordless(), clock);
        this.roles = new RoleDefinitions(catalog, authorization.accesses(), clock);
        this.roleGrants = new RoleGrants(catalog, grantees);
        this.privilegeGrants = new PrivilegeGrants(catalog, existing, grantees);
        this.grantTable = new GrantTable(catalog, grantees);
        this.userTable = new UserTable(catalog, grantees);
        VisibleTables visibleTables = new VisibleTables(warehouse, authorization);
        UploadRows uploadRows = new UploadRows(ledger, visibility, resolver, authorization, urlRights, catalog, clock);
        this.databases = new SystemDatabases(
                systemTables(new PresignRows(ledger, visibility), uploadRows, mirror, clock), visibleTables);
        FileSelection selection = new FileSelection(catalog, resolver, urls, listing);
        this.relations = new Relations(
                listing,
                databases,
                new AccountFunctions(roles, grantTable, authorization),
                authorization.accesses(),
                selection,
                warehouse);
        this.queries = new QueryEngine(
                options.queries(),
                relations,
                selection,
                new NamedFiles(authorization, resolver),
                new TableFiles(authorization, warehouse.store()),
                mirror,
                workers,
                nanoTime);
        this.tables = new TableStatements(
                warehouse,
                internal.store(),
                databases,
                selection,
                new UnloadPlaces(resolver, urls),
                urlRights,
                queries,
                catalog,
                authorization);
        this.metadata = new MetadataStatements(databases, visibleTables, queries);
        this.showFilter = new ShowFilter(queries);
    }

    private Collection<SystemRelation> systemTables(PresignRows presigns, UploadRows uploads, Mirror mirror, Clock clock) {
        List<SystemRelation> tables = new ArrayList<>(List.of(
                SystemRelation.table(
                        "stages", StageRows.SCHEMA, context -> stages.rows(authorization.access(context)).cursor()),
                SystemRelation.table("settings", SessionSettings.SCHEMA, context -> SessionSettings.rows(context.session()).cursor()),
                SystemRelation.table("presigns", PresignRows.SCHEMA, context -> presigns.rows(context).cursor())));
        tables.addAll(new AccountTables(userTable, roles, grantTable, authorization).relations());
        tables.add(new ProcessTable(running, authorization, clock).relation());
        tables.add(uploads.relation());
        tables.add(new MirrorTable(mirror, authorization).relation());
        tables.addAll(new FunctionTables(this::functions).relations());
        return tables;
    }

    private Collection<EngineFunction> functions() {
        return queries.functions();
    }

    /**
     * Reads one statement, or several with semicolons between them ({@link StatementList}). Nothing is asked or done yet: a statement is
     * refused when it runs.
     *
     * @throws StagedoorException for everything the user can be told; anything else is a defect, logged under the id that the answer, 1001,
     *     names
     */
    public Prepared prepare(String sql, StatementContext context) {
        return Defects.guard(() -> {
            List<Statement> statements = StatementList.parse(sql);
            return new PreparedText(sql, statements, cost(statements), context, (statement, of) -> guardRows(run(statement, of)));
        });
    }

    /**
     * The same with a staged file that the request names beside the text.
     *
     * @throws StagedoorException also for a text that takes no file
     */
    public Prepared prepare(String sql, StageAttachment attachment, StatementContext context) {
        return Defects.guard(() -> prepared(sql, attachment.attachTo(StatementList.parse(sql)), context));
    }

    /**
     * An INSERT from {@code @_databend_load}, for which its file comes next. Whether it may be run is asked now, and again when it runs.
     *
     * @throws StagedoorException as {@link #prepare(String, StatementContext)}, and as the statement
     */
    public StreamingLoad streamingLoad(String sql, StatementContext context) {
        return Defects.guard(() -> {
            List<Statement> statements = StatementList.parse(sql);
            if (statements.size() != 1
                    || !(statements.getFirst() instanceof TableStatement.Insert insert)
                    || !(insert.rows() instanceof TableStatement.Insert.File file)
                    || !file.location().equals(Optional.of(LOADED))) {
                throw new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        "a streaming load takes one INSERT INTO … FROM @" + Messages.RESERVED_STAGE + " FILE_FORMAT = (…)");
            }
            ObjectKey key = new ObjectKey(internal.root() + StreamingLoad.PREFIX + UUID.randomUUID());
            Statement load = insert.withRows(
                    new TableStatement.Insert.Received(key.value(), file.values(), file.fileFormat()));
            authorization.require(load, authorization.settled(context).withStages(new StageLookup(catalog::stage)));
            return new StreamingLoad(prepared(sql, load, context), internal.store(), key);
        });
    }

    private Prepared prepared(String sql, Statement statement, StatementContext context) {
        return new PreparedText(sql, List.of(statement), Prepared.Cost.OPEN, context, (each, of) -> guardRows(run(each, of)));
    }

    /**
     * Removes files that came for streaming loads of a server that was killed. In a store that several servers share, only those that are
     * older than any load.
     */
    public void sweepLoads() {
        boolean own = StageResolver.isBehindDoor(internal.store());
        Instant oldest = own ? Instant.MAX : clock.instant().minus(LONGEST_LOAD);
        List<String> left = new ArrayList<>();
        try (ObjectListing listing = internal.store().list(new KeyPrefix(internal.root() + StreamingLoad.PREFIX), "")) {
            listing.forEachRemaining(object -> {
                if (object.lastModified().isBefore(oldest)) {
                    left.add(object.key());
                }
            });
            internal.store().delete(left);
        } catch (StorageException e) {
            LOG.warn("files that were left of streaming loads could not be removed", e);
        }
    }

    /**
     * Aborts planned uploads that nobody has confirmed or aborted in time.
     *
     * @param age since their beginning
     * @return how many
     */
    public int abortAbandonedUploads(Duration age) {
        return confirmation.abortAbandoned(age, () -> new StageLookup(catalog::stage));
    }

    private Prepared.Cost cost(List<Statement> statements) {
        return statements.size() == 1 && statements.getFirst() instanceof Statement.Presign presign
                ? presigning.cost(presign)
                : Prepared.Cost.OPEN;
    }

    /** Reads a text and runs all of it; the answer is that of its last statement. */
    public StatementResult execute(String sql, StatementContext context) {
        Prepared prepared = prepare(sql, context);
        StatementResult result = prepared.run();
        while (prepared.advance()) {
            result = prepared.run();
        }
        return result;
    }

    /**
     * Where a file uploaded through the server goes; the checks are those of {@code PRESIGN UPLOAD}.
     *
     * @param path of the file, not of a directory
     * @return with what the stage asks of the upload, which the receiver of the bytes holds it to
     * @throws StagedoorException 2501, 1006, 1063 as PRESIGN UPLOAD; 3902 when the stage has OVERWRITE = FALSE and its store cannot keep to
     *     it
     */
    public StageFile uploadTarget(StagePath path, Principal principal) {
        return Defects.guard(() -> {
            StageLookup found = new StageLookup(catalog::stage);
            authorization.require(StatementNeeds.write(path, Need.Reach.FILE), principal, found);
            return resolver.file(path, principal, found).forUpload();
        });
    }

    /** What the door and the uploads through the server ask before they serve, and before they store. */
    public UrlRights urlRights() {
        return urlRights;
    }

    /** Where those who run statements say which they run, for SHOW PROCESSLIST. */
    public RunningStatements running() {
        return running;
    }

    public StatementResult run(Statement statement, StatementContext asked) {
        // Before anything looks the stage up: DROP STAGE revokes what was given an id until the stage was gone.
        boolean issues = statement instanceof Statement.Presign || statement instanceof Statement.PlanUpload;
        Optional<PresignId> id = issues ? Optional.of(ledger.nextId()) : Optional.empty();
        StatementContext context = authorization.settled(asked).withStages(new StageLookup(catalog::stage));
        authorization.require(statement, context);
        Supplier<List<String>> left = revocation.leftBy(statement);
        StatementResult result = dispatch(statement, id, context);
        uploads.outlast(statement, context);
        return result instanceof StatementResult.Done done ? told(done, left, context, asked) : result;
    }

    private static StatementResult told(
            StatementResult.Done done, Supplier<List<String>> left, StatementContext context, StatementContext asked) {
        StatementResult.Done told = done.andWarnings(left.get());
        return context.session() == asked.session() ? told : told.orSession(context.session());
    }

    /** The one place where every kind of statement finds who runs it. @param id of the URL, when the statement makes one */
    private StatementResult dispatch(Statement statement, Optional<PresignId> id, StatementContext context) {
        return switch (statement) {
            case Statement.Presign s -> presigning.presign(s, id.orElseThrow(), context);
            case Statement.PresignFiles s -> filePresigning.presign(s, context);
            case Statement.PlanUpload s -> planning.plan(s, id.orElseThrow(), context);
            case Statement.PresignParts s -> planning.parts(s, context);
            case Statement.ConfirmUpload s -> confirmation.confirm(s, context);
            case Statement.AbortUpload s -> confirmation.abort(s, context);
            case Statement.ListFiles s -> listing.list(s, context);
            case Statement.RemoveFiles s -> listing.remove(s, context);
            case Statement.CreateStage s -> stages.create(s, context, authorization.access(context));
            case Statement.AlterStage s -> stages.alter(s, context);
            case Statement.DropStage s -> stages.drop(s, context);
            case Statement.DescribeStage s -> stages.describe(s, authorization.access(context));
            case Statement.ShowStages s -> showFilter.apply(s.filter(), s.limit(), relations.stages(context), context);
            case Statement.CreateFileFormat s -> fileFormats.create(s, context);
            case Statement.DropFileFormat s -> fileFormats.drop(s);
            case Statement.ShowFileFormats _ -> fileFormats.show();
            case Statement.CreateConnection s -> connections.create(s, context, authorization.access(context));
            case Statement.DropConnection s -> connections.drop(s);
            case Statement.DescribeConnection s -> connections.describe(s);
            case Statement.ShowConnections _ -> connections.show(authorization.access(context));
            case Statement.CreateUser s -> users.create(s, context);
            case Statement.AlterUser s -> users.alter(s);
            case Statement.DropUser s -> users.drop(s, context);
            case Statement.DescribeUser s -> userTable.describe(s.name());
            case Statement.ShowPublicKeys s -> userTable.keys(s.user());
            case Statement.ShowUsers s ->
                showFilter.apply(s.filter(), s.limit(), userTable.shown(context, authorization.access(context)), context);
            case Statement.CreateRole s -> roles.create(s, context);
            case Statement.AlterRole s -> roles.alter(s);
            case Statement.DropRole s -> roles.drop(s, context.session());
            case Statement.ShowRoles s ->
                showFilter.apply(s.filter(), s.limit(), roles.shown(context, authorization.access(context)), context);
            case Statement.SetRole s -> roles.set(s, context);
            case Statement.SetSecondaryRoles s -> roles.set(s, context);
            case Statement.GrantRole s -> roleGrants.grant(s);
            case Statement.RevokeRole s -> roleGrants.revoke(s);
            case Statement.GrantPrivileges s -> privilegeGrants.grant(s, context);
            case Statement.RevokePrivileges s -> privilegeGrants.revoke(s, context);
            case Statement.ShowGrants s ->
                showFilter.apply(
                        s.filter(),
                        s.limit(),
                        grantTable.shown(s.scope(), context, authorization.access(context)),
                        GrantTable.named(s.scope()),
                        context);
            case Statement.RevokePresign s -> revocation.revoke(s, context);
            case Statement.UseDatabase s -> use(s, context.session());
            case Statement.SetSettings s -> SessionSettings.set(s, context.session());
            case Statement.UnsetSettings s -> SessionSettings.unset(s, context.session());
            case Statement.ShowSettings s ->
                showFilter.apply(s.filter(), s.limit(), relations.settings(context), context);
            case Statement.ShowMetadata s -> metadata.show(s, context);
            case Statement.DescribeTable s -> metadata.describe(s, context);
            case Statement.ShowCreateTable s -> metadata.create(s, context);
            case Statement.ShowCreateDatabase s -> metadata.create(s);
            case Statement.Transaction s -> transaction(s);
            case Statement.Query s -> queries.query(s.parts(), context);
            case TableStatement s -> tables.run(s, context);
            case Statement.NotBuilt s ->
                throw new StagedoorException(ErrorCode.UNIMPLEMENTED, s.what() + " is not supported by this version of Stagedoor");
        };
    }

    private StatementResult use(Statement.UseDatabase statement, SessionState session) {
        String database = databases.requireDatabase(statement.database());
        return new StatementResult.Done(Optional.of(session.withDatabase(database)), List.of());
    }

    /** Statements on stages take effect one by one; clients that bracket them are let be, but not deceived. */
    private static StatementResult transaction(Statement.Transaction statement) {
        return switch (statement.kind()) {
            case BEGIN, COMMIT -> StatementResult.Done.DONE;
            case ROLLBACK ->
                new StatementResult.Done(
                        Optional.empty(), List.of("Nothing was rolled back: statements on stages take effect at once."));
        };
    }

    private static StatementResult guardRows(StatementResult result) {
        return switch (result) {
            case StatementResult.Rows rows ->
                new StatementResult.Rows(rows.schema(), Defects.guard(rows.cursor()), rows.warnings(), rows.session(), rows.presigned());
            case StatementResult.Done done -> done;
        };
    }

    /** Whether a query has needed DuckDB yet; until then it takes neither time nor memory. */
    public boolean queryEngineIsLoaded() {
        return queries.isLoaded();
    }

    /** Ends all queries, 1043; statements that need the query engine are refused from then on. */
    @Override
    public void close() {
        queries.close();
    }
}
