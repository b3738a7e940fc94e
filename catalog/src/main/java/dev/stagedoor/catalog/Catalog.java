package dev.stagedoor.catalog;

import java.util.List;
import java.util.Optional;

/**
 * What users defined. Names are matched as written, case-sensitively. Safe for use by many threads; every change is durable before its
 * method returns and atomic: it happened whole or not at all.
 */
public interface Catalog extends AutoCloseable {
    Optional<StageDefinition> stage(String name);

    /** Every stage, ordered by the UTF-8 bytes of its name. */
    List<StageDefinition> stages();

    /** @return false, and nothing changed, when a stage of that name exists */
    boolean createStage(StageDefinition stage);

    /** Creates the stage, or replaces the one of that name. */
    void replaceStage(StageDefinition stage);

    /**
     * Puts {@code changed} in the place of {@code current}.
     *
     * @return false, and nothing changed, when the stage is not exactly {@code current} any more
     */
    boolean updateStage(StageDefinition current, StageDefinition changed);

    /** @return false when there was none */
    boolean dropStage(String name);

    Optional<FileFormatDefinition> fileFormat(String name);

    /** Every named file format, ordered by the UTF-8 bytes of its name. */
    List<FileFormatDefinition> fileFormats();

    /** @return false, and nothing changed, when a format of that name exists */
    boolean createFileFormat(FileFormatDefinition format);

    void replaceFileFormat(FileFormatDefinition format);

    /** @return false when there was none */
    boolean dropFileFormat(String name);

    @Override
    void close();
}
