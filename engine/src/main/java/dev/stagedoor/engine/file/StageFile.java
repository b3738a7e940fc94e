package dev.stagedoor.engine.file;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.Incarnation;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.PresignBasis;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.location.StoreUri;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A file of a stage, resolved: the store it lies in, its key there, and what its stage asks of whoever puts it there. The store is not the
 * receiver's to close.
 *
 * @param rules of the stage
 * @param location of the stage; empty for one in the server's own storage
 * @param basis by whose right, and in which stage, whatever becomes of their names
 */
public record StageFile(
        StagePath path, ObjectStore store, ObjectKey key, PresignRules rules, Optional<StoreUri> location, PresignBasis basis) {
    /** Of a stage that asks for nothing. */
    public StageFile(ObjectStore store, ObjectKey key) {
        this(
                new StagePath(StagePath.USER_STAGE, key.value()),
                store,
                key,
                PresignRules.UNBOUND,
                Optional.empty(),
                new PresignBasis(Incarnation.NONE, Incarnation.NONE));
    }

    /** The name of the stage, {@code ~} for a user's own. */
    public String stage() {
        return path.stage();
    }

    /** The largest file the stage takes; whoever receives the bytes must count them. */
    public OptionalLong maxBytes() {
        return rules.maxBytes();
    }

    /**
     * The conditions under which the stage takes this file.
     *
     * @param contentType as the client announced it; without one the first that the stage allows is kept
     * @throws StagedoorException 1006 for a content type that the stage does not allow; compared character by character
     */
    public PutConditions conditions(Optional<String> contentType) {
        return new PutConditions(!rules.overwrite(), List.of(), allowed(contentType));
    }

    /**
     * This file, when it may be uploaded through the server.
     *
     * @throws StagedoorException 1063 when the stage's METHODS hold no UPLOAD; 3902 when the stage has OVERWRITE = FALSE and its store
     *     cannot keep to it
     */
    public StageFile forUpload() {
        StageMethods.require(PresignRules.Method.UPLOAD, stage(), rules);
        if (!rules.overwrite() && !store.capabilities().contains(Capability.CONDITIONAL_PUT)) {
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "stage '" + ShownText.of(stage()) + "' has OVERWRITE = FALSE, which its store cannot keep to: it has no way to put a "
                            + "file only where there is none");
        }
        return this;
    }

    /** Whether URLs of this file lead to this server's own door. */
    public boolean isBehindDoor() {
        return StageResolver.isBehindDoor(store);
    }

    private Optional<String> allowed(Optional<String> contentType) {
        if (rules.contentTypes().isEmpty()) {
            return contentType;
        }
        String type = contentType.orElseGet(() -> rules.contentTypes().getFirst());
        if (!rules.contentTypes().contains(type)) {
            throw refusedType(type, stage(), rules);
        }
        return Optional.of(type);
    }

    public static StagedoorException refusedType(String type, String stage, PresignRules rules) {
        return new StagedoorException(
                ErrorCode.BAD_ARGUMENTS,
                "Content type '" + ShownText.of(type) + "' is not allowed on stage '" + ShownText.of(stage) + "', which takes "
                        + rules.contentTypes().stream().map(allowed -> "'" + allowed + "'").collect(Collectors.joining(", "))
                        + ", exactly as written here.");
    }
}
