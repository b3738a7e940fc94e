package dev.stagedoor.catalog;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.Incarnation;
import dev.stagedoor.storage.location.StoreUri;
import java.time.Instant;
import java.util.Optional;

/**
 * A named stage.
 *
 * @param name as written by the user, at most 255 bytes of UTF-8; can be a segment of an object key
 * @param location where its files lie, in canonical keys, kept encrypted: a URL of at most 4 KiB and at most 64 parameters of at most
 *     16 KiB each; empty for an internal stage, whose files lie in the server's own
 *     storage
 * @param comment empty when there is none; at most 8,192 bytes of UTF-8
 * @param creator the user who created it, without quotes or host
 * @param createdOn to the microsecond; anything finer is cut off
 * @param owner the role that owns it
 * @param presign what its URLs are bound to
 * @param incarnation stays through every change, and differs from that of every other stage, dropped ones included
 */
public record StageDefinition(
        String name,
        Optional<StoreUri> location,
        FileFormat fileFormat,
        String comment,
        String creator,
        Instant createdOn,
        String owner,
        PresignRules presign,
        Incarnation incarnation) {
    /** Where a stage's files live. The constants' names are stored: they do not change. */
    public enum Kind {
        /** Files live in the server's internal storage. */
        INTERNAL,
        /** Files live in a store of the user's. */
        EXTERNAL
    }

    /** @throws StagedoorException {@code BAD_ARGUMENTS} (1006) for a name or text outside the limits */
    public StageDefinition {
        DefinitionRules.requireSegment("stage", name);
        location.ifPresent(DefinitionRules::requireLocation);
        DefinitionRules.requireText("comment", comment, DefinitionRules.MAX_COMMENT_BYTES);
        DefinitionRules.requireText("creator's name", creator, DefinitionRules.MAX_NAME_BYTES);
        DefinitionRules.requireText("owner's name", owner, DefinitionRules.MAX_NAME_BYTES);
        createdOn = DefinitionRules.toMicros(createdOn);
    }

    /** A new stage. */
    public StageDefinition(
            String name,
            Optional<StoreUri> location,
            FileFormat fileFormat,
            String comment,
            String creator,
            Instant createdOn,
            String owner,
            PresignRules presign) {
        this(name, location, fileFormat, comment, creator, createdOn, owner, presign, Incarnation.random());
    }

    /** A new stage whose URLs are bound to nothing. */
    public StageDefinition(
            String name,
            Optional<StoreUri> location,
            FileFormat fileFormat,
            String comment,
            String creator,
            Instant createdOn,
            String owner) {
        this(name, location, fileFormat, comment, creator, createdOn, owner, PresignRules.UNBOUND);
    }

    public Kind kind() {
        return location.isPresent() ? Kind.EXTERNAL : Kind.INTERNAL;
    }

    /** This stage over another place. */
    public StageDefinition withLocation(StoreUri changed) {
        return new StageDefinition(name, Optional.of(changed), fileFormat, comment, creator, createdOn, owner, presign, incarnation);
    }

    /** This stage with another file format. */
    public StageDefinition withFileFormat(FileFormat changed) {
        return new StageDefinition(name, location, changed, comment, creator, createdOn, owner, presign, incarnation);
    }

    /** This stage with another comment. */
    public StageDefinition withComment(String changed) {
        return new StageDefinition(name, location, fileFormat, changed, creator, createdOn, owner, presign, incarnation);
    }

    /** This stage in other hands. */
    public StageDefinition withOwner(String changed) {
        return new StageDefinition(name, location, fileFormat, comment, creator, createdOn, changed, presign, incarnation);
    }

    /** This stage with other rules for its URLs. */
    public StageDefinition withPresign(PresignRules changed) {
        return new StageDefinition(name, location, fileFormat, comment, creator, createdOn, owner, changed, incarnation);
    }
}
