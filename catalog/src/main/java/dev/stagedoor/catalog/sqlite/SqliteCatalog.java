package dev.stagedoor.catalog.sqlite;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.ConnectionDefinition;
import dev.stagedoor.catalog.FileFormatDefinition;
import dev.stagedoor.catalog.Grant;
import dev.stagedoor.catalog.Grants;
import dev.stagedoor.catalog.Membership;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.catalog.encryption.CatalogKey;
import dev.stagedoor.catalog.encryption.ParameterCipher;
import dev.stagedoor.catalog.row.DefinitionTable;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.Incarnation;
import dev.stagedoor.storage.disk.CommitCounter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The catalog of a single server process, in one SQLite file (WAL, {@code synchronous=FULL}: a change that returned survives
 * {@code kill -9} and a power cut). Safe for use by many threads; changes are made one at a time.
 *
 * <p>Reads are answered from a copy of all definitions in memory, loaded at the start and replaced after each durable change, and cost a
 * map look-up: a PRESIGN on a named stage must not pay for a query. This is sound only because no other process writes the file, which the
 * lock on the data directory sees to. A catalog that several servers share must ask the database instead. A change costs one fsync and time
 * linear in the number of definitions of its kind (a copy of the map: some milliseconds for 100,000).
 */
public final class SqliteCatalog implements Catalog {
    /** Definitions of each kind. At this many, a change takes 3 ms, opening 0.3 s more, and memory is in the tens of MiB. */
    public static final int MAX_DEFINITIONS = 100_000;

    /** Granted privileges and roles, all together. */
    public static final int MAX_GRANTS = 100_000;

    private final SqliteDatabase database;
    private final GrantStore grants;
    private final DefinitionStore<StageDefinition> stages;
    private final DefinitionStore<FileFormatDefinition> fileFormats;
    private final DefinitionStore<ConnectionDefinition> connections;
    private final DefinitionStore<UserDefinition> users;
    private final DefinitionStore<RoleDefinition> roles;
    private final Grantable grantable;

    private SqliteCatalog(SqliteDatabase database, ParameterCipher cipher) throws SQLException {
        this.database = database;
        grants = GrantStore.load(database, MAX_GRANTS);
        stages = DefinitionStore.load(
                database,
                DefinitionTable.stages(cipher),
                MAX_DEFINITIONS,
                grants.on(name -> new GrantObject.Stage(name, Optional.empty())));
        fileFormats = DefinitionStore.load(database, DefinitionTable.FILE_FORMATS, MAX_DEFINITIONS);
        connections = DefinitionStore.load(
                database, DefinitionTable.connections(cipher), MAX_DEFINITIONS, grants.on(GrantObject.Connection::new));
        users = DefinitionStore.load(database, DefinitionTable.USERS, MAX_DEFINITIONS, grants.to(Grantee.User::new));
        roles = DefinitionStore.load(database, DefinitionTable.ROLES, MAX_DEFINITIONS, grants.to(Grantee.Role::new));
        grantable = new Grantable(stages, connections, users, roles);
    }

    /**
     * Opens the catalog, makes it (readable by its owner alone) when the file does not exist, and brings an older one up to date. Nobody
     * else may have it open: hold the data directory's lock.
     *
     * @param file in a directory that exists
     * @param key encrypts where stages lie and the parameters of connections; what is in the file was encrypted with the same
     * @throws StagedoorException {@code INVALID_CONFIG}, in one line, when the file is damaged, is not a catalog, was written by a newer
     *     version, was encrypted with another key, or cannot be read or written
     */
    public static SqliteCatalog open(Path file, CatalogKey key) {
        var cipher = new ParameterCipher(key);
        return SqliteFile.open(file, database -> new SqliteCatalog(database, cipher));
    }

    /** Tells how many changes the catalog in a file lacks. */
    public static CommitCounter counter(Path file) {
        return ChangeCount.counter(file);
    }

    /**
     * Drops from a catalog what only its key could read: external stages and connections, with what was granted on them. For a catalog
     * whose key is lost. Nothing may have it open.
     *
     * @param file need not exist
     */
    public static void dropEncrypted(Path file) {
        SqliteDatabase opened = SqliteFile.open(file, database -> {
            try (Statement statement = database.connection().createStatement()) {
                statement.executeUpdate("DELETE FROM stage WHERE location IS NOT NULL");
                statement.executeUpdate("DELETE FROM connection");
            }
            return database;
        });
        opened.close();
    }

    @Override
    public Optional<StageDefinition> stage(String name) {
        return stages.find(name);
    }

    @Override
    public Optional<StageDefinition> stage(Incarnation incarnation) {
        return stages.find(incarnation);
    }

    @Override
    public List<StageDefinition> stages() {
        return stages.all();
    }

    @Override
    public boolean createStage(StageDefinition stage) {
        return stages.create(stage);
    }

    @Override
    public void replaceStage(StageDefinition stage) {
        stages.replace(stage);
    }

    @Override
    public boolean updateStage(StageDefinition current, StageDefinition changed) {
        return stages.update(current, changed);
    }

    @Override
    public boolean dropStage(String name) {
        return stages.drop(name);
    }

    @Override
    public Optional<FileFormatDefinition> fileFormat(String name) {
        return fileFormats.find(name);
    }

    @Override
    public List<FileFormatDefinition> fileFormats() {
        return fileFormats.all();
    }

    @Override
    public boolean createFileFormat(FileFormatDefinition format) {
        return fileFormats.create(format);
    }

    @Override
    public void replaceFileFormat(FileFormatDefinition format) {
        fileFormats.replace(format);
    }

    @Override
    public boolean dropFileFormat(String name) {
        return fileFormats.drop(name);
    }

    @Override
    public Optional<ConnectionDefinition> connection(String name) {
        return connections.find(name);
    }

    @Override
    public List<ConnectionDefinition> connections() {
        return connections.all();
    }

    @Override
    public boolean createConnection(ConnectionDefinition connection) {
        return connections.create(connection);
    }

    @Override
    public void replaceConnection(ConnectionDefinition connection) {
        connections.replace(connection);
    }

    @Override
    public boolean dropConnection(String name) {
        return connections.drop(name);
    }

    @Override
    public boolean updateConnection(ConnectionDefinition current, ConnectionDefinition changed) {
        return connections.update(current, changed);
    }

    @Override
    public Optional<UserDefinition> user(String name) {
        return users.find(name);
    }

    @Override
    public Optional<UserDefinition> user(Incarnation incarnation) {
        return users.find(incarnation);
    }

    @Override
    public List<UserDefinition> users() {
        return users.all();
    }

    @Override
    public boolean createUser(UserDefinition user) {
        return users.create(user);
    }

    @Override
    public void replaceUser(UserDefinition user) {
        users.replace(user);
    }

    @Override
    public boolean updateUser(UserDefinition current, UserDefinition changed) {
        return users.update(current, changed);
    }

    @Override
    public boolean dropUser(String name) {
        return database.exclusively(() -> {
            grantable.userIsToBeDropped(name);
            return users.drop(name);
        });
    }

    @Override
    public Optional<RoleDefinition> role(String name) {
        return roles.find(name);
    }

    @Override
    public List<RoleDefinition> roles() {
        return roles.all();
    }

    @Override
    public boolean createRole(RoleDefinition role) {
        return roles.create(role);
    }

    @Override
    public boolean updateRole(RoleDefinition current, RoleDefinition changed) {
        return roles.update(current, changed);
    }

    @Override
    public boolean dropRole(String name) {
        return roles.drop(name);
    }

    @Override
    public Grants grants() {
        return grants.current();
    }

    @Override
    public void grant(Collection<Grant> granted) {
        database.exclusively(() -> {
            granted.forEach(grantable::require);
            return grants.grant(granted);
        });
    }

    @Override
    public void own(GrantObject object, String role) {
        var owner = new Grant(Privilege.OWNERSHIP, object, new Grantee.Role(role));
        database.exclusively(() -> {
            grantable.requireOwner(owner);
            List<Grant> before = grants.current().on(object).stream().filter(grant -> grant.privilege() == Privilege.OWNERSHIP).toList();
            return grants.replace(before, List.of(owner));
        });
    }

    @Override
    public void ownNew(GrantObject object, String role) {
        var owner = new Grant(Privilege.OWNERSHIP, object, new Grantee.Role(role));
        database.exclusively(() -> {
            grantable.requireOwner(owner);
            return grants.replace(grantsOn(object), List.of(owner));
        });
    }

    @Override
    public void endGrants(GrantObject object) {
        database.exclusively(() -> grants.replace(grantsOn(object), List.of()));
    }

    @Override
    public void moveGrants(GrantObject.Table from, GrantObject.Table to) {
        database.exclusively(() -> {
            List<Grant> moved = grants.current().on(from).stream()
                    .map(grant -> new Grant(grant.privilege(), to, grant.grantee()))
                    .toList();
            return grants.replace(Stream.concat(grants.current().on(from).stream(), grants.current().on(to).stream()).toList(), moved);
        });
    }

    private List<Grant> grantsOn(GrantObject object) {
        return object instanceof GrantObject.Database whole ? grants.current().within(whole) : grants.current().on(object);
    }

    @Override
    public void revoke(Collection<Grant> revoked) {
        grants.revoke(revoked);
    }

    @Override
    public void grantRole(Membership membership) {
        database.exclusively(() -> {
            grantable.require(membership, grants.current());
            return !membership.role().equals(RoleDefinition.PUBLIC) && grants.grantRole(membership);
        });
    }

    @Override
    public boolean revokeRole(Membership membership) {
        return grants.revokeRole(membership);
    }

    @Override
    public void close() {
        database.close();
    }
}
