package dev.stagedoor.engine.file;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.FileFormatDefinition;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormats;
import dev.stagedoor.engine.statement.Messages;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import java.util.ArrayList;
import java.util.List;

/** Which files a location in a FROM clause reads, and of which format they are. */
public final class FileSelection {
    /** How many files one location may read: their names stand in the query that the engine runs. */
    public static final int MAX_FILES = 100_000;

    private final Catalog catalog;
    private final StageResolver resolver;
    private final StageListing listing;

    public FileSelection(Catalog catalog, StageResolver resolver, StageListing listing) {
        this.catalog = catalog;
        this.resolver = resolver;
        this.listing = listing;
    }

    /**
     * A file, as its store listed it.
     *
     * @param name its path from the root of the stage
     */
    public record Selected(ObjectStore store, ObjectSummary object, String name) {}

    /**
     * The format that is named, else the stage's, else Parquet.
     *
     * @throws StagedoorException 2501 for an unknown stage, 2507 for an unknown format
     */
    public FileFormat format(StagedFiles part, StatementContext context) {
        if (part.fileFormat().isPresent()) {
            return FileFormats.named(
                    part.fileFormat().get(), name -> catalog.fileFormat(name).map(FileFormatDefinition::format));
        }
        StagePath location = part.location();
        return location.isUserStage()
                ? FileFormat.DEFAULT
                : context.stages().find(location.stage())
                        .map(StageDefinition::fileFormat)
                        .orElseThrow(() -> Messages.missingStage(location.stage()));
    }

    /**
     * Every file, in the order of LIST, or that of FILES. Files without a byte are passed over.
     *
     * @throws StagedoorException 3001 for a named file that is not there, 1006 for one that is a directory, or when there are more than
     *     {@link #MAX_FILES}
     */
    public List<Selected> select(StagedFiles part, StatementContext context) {
        return part.files().isEmpty() ? listed(part, Integer.MAX_VALUE, context) : named(part, context);
    }

    /** As {@link #select(StagedFiles, StatementContext)}, but no more than the first files of a location that names none. */
    public List<Selected> select(StagedFiles part, int most, StatementContext context) {
        return part.files().isEmpty() ? listed(part, most, context) : named(part, context);
    }

    private List<Selected> listed(StagedFiles part, int most, StatementContext context) {
        StageResolver.Place place = resolver.place(part.location(), context);
        List<Selected> selected = new ArrayList<>();
        try (StageFiles files = listing.files(place, part.pattern().map(FilePattern::of), context.cancellation())) {
            for (ObjectSummary file = files.next(); file != null && selected.size() < most; file = files.next()) {
                if (file.size() == 0) {
                    continue;
                }
                if (selected.size() == MAX_FILES) {
                    throw new StagedoorException(
                            ErrorCode.BAD_ARGUMENTS,
                            "a location in a query reads at most " + MAX_FILES
                                    + " files: choose some of them with PATTERN or a longer path");
                }
                selected.add(new Selected(place.store(), file, files.name(file)));
            }
        }
        return selected;
    }

    private List<Selected> named(StagedFiles part, StatementContext context) {
        List<Selected> selected = new ArrayList<>();
        for (String name : part.files()) {
            context.cancellation().check();
            StagePath path = part.path(name);
            if (path.path().isEmpty() || path.path().endsWith("/")) {
                throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, ShownText.of(path.path()) + " is not a file");
            }
            StageFile file = resolver.file(path, context.principal(), context.stages());
            ObjectSummary found = file.store().stat(file.key()).orElseThrow(() -> missing(file, path));
            if (found.size() > 0) {
                selected.add(new Selected(file.store(), found, path.path()));
            }
        }
        return selected;
    }

    private static StagedoorException missing(StageFile file, StagePath path) {
        try (ObjectListing below = file.store().list(new KeyPrefix(file.key().value() + "/"), "")) {
            return below.hasNext()
                    ? new StagedoorException(ErrorCode.BAD_ARGUMENTS, ShownText.of(path.path()) + " is not a file")
                    : new StagedoorException(
                            ErrorCode.STORAGE_NOT_FOUND, "there is no file '" + ShownText.of(path.path()) + "' in the stage");
        }
    }
}
