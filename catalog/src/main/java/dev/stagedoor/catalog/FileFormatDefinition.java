package dev.stagedoor.catalog;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.errors.StagedoorException;
import java.time.Instant;

/**
 * A named file format. That the name is not a built-in type's ({@link dev.stagedoor.catalog.format.FileFormats#isReservedName}) is for the
 * caller to see to.
 *
 * @param name as written by the user, at most 255 bytes of UTF-8
 * @param creator the user who created it, without quotes or host
 * @param createdOn to the microsecond; anything finer is cut off
 */
public record FileFormatDefinition(String name, FileFormat format, String creator, Instant createdOn) {
    /** @throws StagedoorException {@code BAD_ARGUMENTS} (1006) for a name outside the limits */
    public FileFormatDefinition {
        DefinitionRules.requireName("file format", name);
        DefinitionRules.requireText("creator's name", creator, DefinitionRules.MAX_NAME_BYTES);
        createdOn = DefinitionRules.toMicros(createdOn);
    }
}
