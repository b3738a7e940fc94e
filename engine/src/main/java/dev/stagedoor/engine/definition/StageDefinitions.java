package dev.stagedoor.engine.definition;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.FileFormatDefinition;
import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormats;
import dev.stagedoor.engine.access.Access;
import dev.stagedoor.engine.file.ExternalLocations;
import dev.stagedoor.engine.file.StageListing;
import dev.stagedoor.engine.presign.PresignRevocation;
import dev.stagedoor.engine.presign.WrittenTerms;
import dev.stagedoor.engine.statement.Messages;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.signing.term.RuleName;
import dev.stagedoor.sql.FormatClause;
import dev.stagedoor.sql.PresignClause;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement.AlterStage;
import dev.stagedoor.sql.Statement.CreateStage;
import dev.stagedoor.sql.Statement.DescribeStage;
import dev.stagedoor.sql.Statement.DropStage;
import dev.stagedoor.sql.UriLocation;
import dev.stagedoor.storage.location.StoreUri;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** CREATE, ALTER, DROP and DESCRIBE STAGE, and the rows of {@code system.stages}. */
public final class StageDefinitions {
    /** Longest stage name, in bytes of UTF-8: leaves most of a key's 1,024 bytes to the path. */
    static final int MAX_NAME_BYTES = 255;

    /** Stands before what DROP and ALTER say of a stage that is not there, or not theirs. */
    private final Catalog catalog;
    private final ExternalLocations locations;
    private final StageListing listing;
    private final PresignRevocation presigns;
    private final Clock clock;

    public StageDefinitions(
            Catalog catalog, ExternalLocations locations, StageListing listing, PresignRevocation presigns, Clock clock) {
        this.catalog = catalog;
        this.locations = locations;
        this.listing = listing;
        this.presigns = presigns;
        this.clock = clock;
    }

    public StatementResult create(CreateStage statement, StatementContext context, Access access) {
        checkName(statement.name());
        String owner = access.newOwner("stage", "CreateStage", context.principal());
        Optional<StoreUri> read = statement.location().map(written -> locations.read(written, "CREATE STAGE"));
        FileFormat format = statement.fileFormat().map(this::resolve).orElse(FileFormat.DEFAULT);
        // Asked first, so that a statement which will change nothing asks no network.
        if (!statement.orReplace() && catalog.stage(statement.name()).isPresent()) {
            return existing(statement);
        }
        StageDefinition stage = new StageDefinition(
                statement.name(),
                read.map(locations::complete),
                format,
                statement.comment().orElse(""),
                context.principal().user(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                owner,
                statement.presign().map(StageDefinitions::rules).orElse(PresignRules.UNBOUND));
        if (statement.orReplace()) {
            return new StatementResult.Done(Optional.empty(), replace(stage, context.cancellation()));
        }
        return catalog.createStage(stage) ? StatementResult.Done.DONE : existing(statement);
    }

    private static StatementResult existing(CreateStage statement) {
        if (statement.ifNotExists()) {
            return StatementResult.Done.DONE;
        }
        throw new StagedoorException(
                ErrorCode.STAGE_ALREADY_EXISTS, "Stage '" + ShownText.of(statement.name()) + "' already exists.");
    }

    /** Files go first: should that fail, the old stage is still there with what is left of it. */
    private List<String> replace(StageDefinition stage, Cancellation cancellation) {
        while (true) {
            Optional<List<String>> ended = presigns.endingStage(stage.name(), cancellation, old -> {
                removeFiles(old, cancellation);
                catalog.replaceStage(stage);
            });
            if (ended.isPresent()) {
                return ended.get();
            }
            if (catalog.createStage(stage)) {
                return List.of();
            }
        }
    }

    /** An internal stage's files go with it. An external stage's are the user's, and never touched. */
    private void removeFiles(StageDefinition stage, Cancellation cancellation) {
        switch (stage.kind()) {
            case INTERNAL -> listing.removeInternalStage(stage.name(), cancellation);
            case EXTERNAL -> {}
        }
    }

    public StatementResult alter(AlterStage statement, StatementContext context) {
        refuseUserStage(statement.name(), "altered");
        Optional<StageDefinition> current = context.stages().find(statement.name());
        if (current.isEmpty()) {
            return missing(statement.name(), statement.ifExists());
        }
        if (!catalog.updateStage(current.get(), changed(current.get(), statement.change()))) {
            throw new StagedoorException(
                    ErrorCode.UNKNOWN_STAGE,
                    "Stage '" + ShownText.of(statement.name()) + "' was modified concurrently, please retry.",
                    true,
                    null);
        }
        return new StatementResult.Done(Optional.empty(), left(current.get(), statement.change()));
    }

    /** URLs to where a stage led before are not its own any more. */
    private List<String> left(StageDefinition before, AlterStage.Change change) {
        return change instanceof AlterStage.Set set && set.location().isPresent() ? presigns.leftPlace(before) : List.of();
    }

    private StageDefinition changed(StageDefinition stage, AlterStage.Change change) {
        return switch (change) {
            case AlterStage.Set(var location, var format, var comment, var presign) -> {
                StageDefinition moved = location.isPresent() ? moved(stage, location.get()) : stage;
                StageDefinition formatted = format.isPresent() ? moved.withFileFormat(resolve(format.get())) : moved;
                StageDefinition commented = comment.isPresent() ? formatted.withComment(comment.get()) : formatted;
                yield presign.isPresent() ? commented.withPresign(rules(presign.get())) : commented;
            }
            case AlterStage.Unset(var format, var comment, var presign) -> {
                StageDefinition formatted = format ? stage.withFileFormat(FileFormat.DEFAULT) : stage;
                StageDefinition commented = comment ? formatted.withComment("") : formatted;
                yield presign ? commented.withPresign(PresignRules.UNBOUND) : commented;
            }
        };
    }

    private StageDefinition moved(StageDefinition stage, UriLocation written) {
        return switch (stage.kind()) {
            case INTERNAL ->
                throw new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        "Stage " + ShownText.of(stage.name())
                                + " is not external, LOCATION/URL can only be set for external stages");
            case EXTERNAL -> stage.withLocation(locations.complete(locations.read(written, "ALTER STAGE")));
        };
    }

    public StatementResult drop(DropStage statement, StatementContext context) {
        refuseUserStage(statement.name(), "dropped");
        return presigns.endingStage(statement.name(), context.cancellation(), stage -> {
                    removeFiles(stage, context.cancellation());
                    if (!catalog.dropStage(statement.name()) && !statement.ifExists()) {
                        throw new StagedoorException(
                                ErrorCode.UNKNOWN_STAGE,
                                "Unknown stage " + ShownText.of(statement.name()) + "\n (while drop stage)");
                    }
                })
                .<StatementResult>map(warnings -> new StatementResult.Done(Optional.empty(), warnings))
                .orElseGet(() -> missing(statement.name(), statement.ifExists()));
    }

    /** No row, rather than an error, when there is no such stage, or none they may see. */
    public StatementResult describe(DescribeStage statement, Access access) {
        List<Row> rows = catalog.stage(statement.name()).stream()
                .filter(access::maySee)
                .map(StageRows::row)
                .toList();
        return new StatementResult.Rows(StageRows.SCHEMA, RowCursor.of(rows), List.of());
    }

    /** Every named stage that may be seen, by name. */
    public StatementResult.Rows rows(Access access) {
        var rows = catalog.stages().stream()
                .filter(access::maySee)
                .map(StageRows::row)
                .iterator();
        return new StatementResult.Rows(StageRows.SCHEMA, RowCursor.of(rows), List.of());
    }

    private static PresignRules rules(PresignClause clause) {
        // Says more of a number that is none of these than the rule itself.
        Optional.ofNullable(clause.rules().get(RuleName.MAX_EXPIRE))
                .ifPresent(written -> WrittenTerms.expire(RuleName.MAX_EXPIRE.name(), written.number()));
        return PresignRules.of(clause.rules());
    }

    private FileFormat resolve(FormatClause clause) {
        return FileFormats.resolve(clause, name -> catalog.fileFormat(name).map(FileFormatDefinition::format));
    }

    private static void checkName(String name) {
        if (name.equals(StagePath.USER_STAGE)) {
            throw new StagedoorException(ErrorCode.STAGE_PERMISSION_DENIED, "user stage is not allowed to be created");
        }
        if (name.equalsIgnoreCase(Messages.RESERVED_STAGE)) {
            throw new StagedoorException(
                    ErrorCode.INVALID_ARGUMENT, "Can not create stage with name `_databend_load`, which is reserved");
        }
        // The name is a segment of every key of the stage, and must be what @name can spell.
        boolean legal = !name.isEmpty()
                && name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES
                && name.chars()
                .allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '-' || Character.isSurrogate((char) c));
        if (!legal) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "'" + ShownText.of(name) + "' cannot name a stage: use 1 to " + MAX_NAME_BYTES
                            + " bytes of letters, digits, '_', '$' and '-'");
        }
    }

    private static void refuseUserStage(String name, String verb) {
        if (name.equals(StagePath.USER_STAGE)) {
            throw new StagedoorException(
                    ErrorCode.STAGE_PERMISSION_DENIED, "[SQL-BINDER] User stage (~) is not allowed to be " + verb);
        }
    }

    private static StatementResult missing(String name, boolean ifExists) {
        if (ifExists) {
            return StatementResult.Done.DONE;
        }
        throw Messages.missingStageOnValidating(name);
    }
}
