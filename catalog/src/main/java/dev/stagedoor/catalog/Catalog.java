package dev.stagedoor.catalog;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.storage.Incarnation;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What users defined. Names are matched as written, case-sensitively. Safe for use by many threads; every change is durable before its
 * method returns and atomic: it happened whole or not at all. A caller that saw a change made sees it in every later read.
 *
 * <p>Any method may throw a {@link dev.stagedoor.errors.StagedoorException} with {@code STORAGE_UNAVAILABLE} when the database cannot be
 * reached or written; it is retryable when waiting can help. After such an error a read tells whether the change happened.
 * Creating or replacing throws {@code TENANT_QUOTA_EXCEEDED} (2903) when there are as many definitions of the kind as the catalog keeps.
 */
public interface Catalog extends AutoCloseable {
    Optional<StageDefinition> stage(String name);

    /** The stage of this incarnation; empty when it was dropped or replaced. A look-up in memory. */
    Optional<StageDefinition> stage(Incarnation incarnation);

    /** Every stage, ordered by the UTF-8 bytes of its name, as they all were at one moment. */
    List<StageDefinition> stages();

    /** @return false, and nothing changed, when a stage of that name exists */
    boolean createStage(StageDefinition stage);

    /** Creates the stage, or replaces the one of that name; grants on that one end with it. */
    void replaceStage(StageDefinition stage);

    /**
     * Puts {@code changed} in the place of {@code current}, which has the same name.
     *
     * @return false, and nothing changed, when the stage is not exactly {@code current} any more
     * @throws IllegalArgumentException when the names differ
     */
    boolean updateStage(StageDefinition current, StageDefinition changed);

    /** Drops the stage with every grant on it. @return false when there was none */
    boolean dropStage(String name);

    Optional<FileFormatDefinition> fileFormat(String name);

    /** Every named file format, ordered by the UTF-8 bytes of its name, as they all were at one moment. */
    List<FileFormatDefinition> fileFormats();

    /** @return false, and nothing changed, when a format of that name exists */
    boolean createFileFormat(FileFormatDefinition format);

    /** Creates the format, or replaces the one of that name. Stages that copied its options keep theirs. */
    void replaceFileFormat(FileFormatDefinition format);

    /** @return false when there was none */
    boolean dropFileFormat(String name);

    Optional<ConnectionDefinition> connection(String name);

    /** Every connection, ordered by the UTF-8 bytes of its name, as they all were at one moment. */
    List<ConnectionDefinition> connections();

    /** @return false, and nothing changed, when a connection of that name exists */
    boolean createConnection(ConnectionDefinition connection);

    /**
     * Creates the connection, or replaces the one of that name; grants on that one end with it. Stages that copied its parameters keep
     * theirs.
     */
    void replaceConnection(ConnectionDefinition connection);

    /**
     * Puts {@code changed} in the place of {@code current}, which has the same name.
     *
     * @return false, and nothing changed, when the connection is not exactly {@code current} any more
     * @throws IllegalArgumentException when the names differ
     */
    boolean updateConnection(ConnectionDefinition current, ConnectionDefinition changed);

    /** Drops the connection with every grant on it. @return false when there was none */
    boolean dropConnection(String name);

    Optional<UserDefinition> user(String name);

    /** The user of this incarnation; empty when they were dropped or replaced. A look-up in memory. */
    Optional<UserDefinition> user(Incarnation incarnation);

    /** Every user created by a statement, ordered by the UTF-8 bytes of the name, as they all were at one moment. */
    List<UserDefinition> users();

    /** @return false, and nothing changed, when a user of that name exists */
    boolean createUser(UserDefinition user);

    /** Creates the user, or replaces the one of that name; what was granted to that one ends with them. */
    void replaceUser(UserDefinition user);

    /**
     * Puts {@code changed} in the place of {@code current}, which has the same name.
     *
     * @return false, and nothing changed, when the user is not exactly {@code current} any more
     * @throws IllegalArgumentException when the names differ
     */
    boolean updateUser(UserDefinition current, UserDefinition changed);

    /** Drops the user with everything granted to them. @return false when there was none */
    boolean dropUser(String name);

    Optional<RoleDefinition> role(String name);

    /** Every role created by a statement, ordered by the UTF-8 bytes of the name, as they all were at one moment. */
    List<RoleDefinition> roles();

    /** @return false, and nothing changed, when a role of that name exists */
    boolean createRole(RoleDefinition role);

    /**
     * Puts {@code changed} in the place of {@code current}, which has the same name.
     *
     * @return false, and nothing changed, when the role is not exactly {@code current} any more
     * @throws IllegalArgumentException when the names differ
     */
    boolean updateRole(RoleDefinition current, RoleDefinition changed);

    /** Drops the role with everything granted to it, and takes it from everyone. @return false when there was none */
    boolean dropRole(String name);

    /**
     * Every grant as of now. Read the definition before the grants. Then a grant never belongs to an older definition: a new definition is
     * visible only after the grants on the old one are gone.
     */
    Grants grants();

    /**
     * Grants privileges, all or none. What is granted already stays.
     *
     * @throws dev.stagedoor.errors.StagedoorException {@code UNKNOWN_STAGE} (2501), {@code UNKNOWN_CONNECTION} (2510) or
     *     {@code UNKNOWN_ROLE} (2204) for what is not there, {@code UNKNOWN_USER} (2201) for a user who was dropped (one whom the catalog
     *     never knew may be one of the configuration: that is for the caller to see to), {@code TENANT_QUOTA_EXCEEDED} (2903) when there
     *     are as many as are kept
     * @throws IllegalArgumentException for OWNERSHIP, which is given with {@link #own}
     */
    void grant(Collection<Grant> grants);

    /**
     * Gives a database or a table to a role, in the place of the one whose it was. Whether there is such a database or table the catalog
     * does not know.
     *
     * @throws dev.stagedoor.errors.StagedoorException {@code UNKNOWN_ROLE} (2204), {@code TENANT_QUOTA_EXCEEDED} (2903)
     * @throws IllegalArgumentException for anything else than a database or a table
     */
    void own(GrantObject object, String role);

    /** As {@link #own}, of one that was created just now: every grant on an older one of that name ends in the same step. */
    void ownNew(GrantObject object, String role);

    /** Ends every grant on a table, or on a database and its tables, ownership included: before it is dropped. */
    void endGrants(GrantObject object);

    /** What was granted on the one table is granted on the other, and nothing else is: before the table is renamed. */
    void moveGrants(GrantObject.Table from, GrantObject.Table to);

    /** Takes privileges away, all or none. What was not granted is let be. */
    void revoke(Collection<Grant> grants);

    /**
     * Grants a role; granted already, it stays. {@link RoleDefinition#PUBLIC} is everybody's without being granted.
     *
     * @throws dev.stagedoor.errors.StagedoorException as {@link #grant}, and {@code BAD_ARGUMENTS} (1006) when a role would come to contain
     *     itself, be it through others
     */
    void grantRole(Membership membership);

    /** @return false when it was not granted */
    boolean revokeRole(Membership membership);

    @Override
    void close();
}
