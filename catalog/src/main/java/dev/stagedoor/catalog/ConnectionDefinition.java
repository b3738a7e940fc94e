package dev.stagedoor.catalog;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.location.ConnectionParameters;
import java.time.Instant;

/**
 * A named connection: parameters to reach a store, for stages to copy when they are created.
 *
 * @param name as written by the user, at most 255 bytes of UTF-8
 * @param storageType in lower case, as written: {@code s3}, {@code azblob}, …
 * @param parameters as written, at most 64 of at most 16 KiB each; kept encrypted
 * @param creator the user who created it, without quotes or host
 * @param createdOn to the microsecond; anything finer is cut off
 * @param owner the role that owns it
 */
public record ConnectionDefinition(
        String name, String storageType, ConnectionParameters parameters, String creator, Instant createdOn, String owner) {
    /** @throws StagedoorException {@code BAD_ARGUMENTS} (1006) for a name or text outside the limits */
    public ConnectionDefinition {
        DefinitionRules.requireName("connection", name);
        DefinitionRules.requireText("storage type", storageType, DefinitionRules.MAX_NAME_BYTES);
        DefinitionRules.requireParameters(parameters);
        DefinitionRules.requireText("creator's name", creator, DefinitionRules.MAX_NAME_BYTES);
        DefinitionRules.requireText("owner's name", owner, DefinitionRules.MAX_NAME_BYTES);
        createdOn = DefinitionRules.toMicros(createdOn);
    }

    /** A connection of {@link RoleDefinition#ACCOUNT_ADMIN}. */
    public ConnectionDefinition(
            String name, String storageType, ConnectionParameters parameters, String creator, Instant createdOn) {
        this(name, storageType, parameters, creator, createdOn, RoleDefinition.ACCOUNT_ADMIN);
    }

    /** This connection in other hands. */
    public ConnectionDefinition withOwner(String changed) {
        return new ConnectionDefinition(name, storageType, parameters, creator, createdOn, changed);
    }
}
