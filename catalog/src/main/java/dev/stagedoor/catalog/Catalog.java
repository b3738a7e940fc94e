package dev.stagedoor.catalog;

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

    /** Every stage, ordered by the UTF-8 bytes of its name, as they all were at one moment. */
    List<StageDefinition> stages();

    /** @return false, and nothing changed, when a stage of that name exists */
    boolean createStage(StageDefinition stage);

    /** Creates the stage, or replaces the one of that name. */
    void replaceStage(StageDefinition stage);

    /**
     * Puts {@code changed} in the place of {@code current}, which has the same name.
     *
     * @return false, and nothing changed, when the stage is not exactly {@code current} any more
     * @throws IllegalArgumentException when the names differ
     */
    boolean updateStage(StageDefinition current, StageDefinition changed);

    /** @return false when there was none */
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

    /** Creates the connection, or replaces the one of that name. Stages that copied its parameters keep theirs. */
    void replaceConnection(ConnectionDefinition connection);

    /** @return false when there was none */
    boolean dropConnection(String name);

    @Override
    void close();
}
