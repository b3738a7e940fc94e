package dev.stagedoor.catalog;

import dev.stagedoor.catalog.format.FileFormat;
import java.time.Instant;

/**
 * A named stage.
 *
 * @param creator the user who created it, without quotes or host
 * @param createdOn to the microsecond
 * @param owner the role that owns it
 */
public record StageDefinition(
        String name, Kind kind, FileFormat fileFormat, String comment, String creator, Instant createdOn, String owner) {
    public enum Kind {
        /** Files live in the server's internal storage. */
        INTERNAL
    }

    public StageDefinition withFileFormat(FileFormat changed) {
        return new StageDefinition(name, kind, changed, comment, creator, createdOn, owner);
    }

    public StageDefinition withComment(String changed) {
        return new StageDefinition(name, kind, fileFormat, changed, creator, createdOn, owner);
    }
}
