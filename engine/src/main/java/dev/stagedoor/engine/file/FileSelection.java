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
import dev.stagedoor.sql.FileLocation;
import dev.stagedoor.sql.FormatClause;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.UriLocation;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Which files a location in a FROM clause reads, and of which format they are. */
public final class FileSelection {
    /** How many files one location may read: their names stand in the query that the engine runs. */
    public static final int MAX_FILES = 100_000;

    private final Catalog catalog;
    private final StageResolver resolver;
    private final UriPlaces urls;
    private final StageListing listing;

    public FileSelection(Catalog catalog, StageResolver resolver, UriPlaces urls, StageListing listing) {
        this.catalog = catalog;
        this.resolver = resolver;
        this.urls = urls;
        this.listing = listing;
    }

    /**
     * A file, as its store listed it.
     *
     * @param name its path from the root of the stage; of a URL, from the root of the store or the directory that it names
     */
    public record Selected(ObjectStore store, ObjectSummary object, String name) {}

    /**
     * The format that is named, else the stage's, else Parquet.
     *
     * @throws StagedoorException 2501 for an unknown stage, 2507 for an unknown format
     */
    public FileFormat format(StagedFiles part, StatementContext context) {
        if (part.fileFormat().isPresent()) {
            return FileFormats.namedForReading(
                    part.fileFormat().get(), name -> catalog.fileFormat(name).map(FileFormatDefinition::format));
        }
        return switch (part.location()) {
            case StagePath location when !location.isUserStage() ->
                context.stages().find(location.stage())
                        .map(StageDefinition::fileFormat)
                        .orElseThrow(() -> Messages.missingStage(location.stage()));
            case StagePath _, UriLocation _ -> FileFormat.DEFAULT;
        };
    }

    /** As {@link #format(StagedFiles, StatementContext)}, of a statement that may describe the format itself. */
    public FileFormat format(FileLocation location, Optional<FormatClause> clause, StatementContext context) {
        return clause.isPresent()
                ? FileFormats.resolve(clause.get(), name -> catalog.fileFormat(name).map(FileFormatDefinition::format))
                : format(new StagedFiles(location, List.of(), Optional.empty(), Optional.empty()), context);
    }

    /**
     * What stands before the name of each file to tell it from all others in the world: it stays the same when a stage is called otherwise,
     * and is another when the stage comes to lie elsewhere.
     */
    public String origin(FileLocation location, StatementContext context) {
        return switch (location) {
            case StagePath path -> resolver.origin(path, context);
            case UriLocation uri -> urls.shown(uri);
        };
    }

    /** What stands before the name of each file to make {@code metadata$file_path}: {@code @s/}, or a URL. */
    public String shownRoot(FileLocation location) {
        return switch (location) {
            case StagePath path -> "@" + path.stage() + "/";
            case UriLocation uri -> urls.shown(uri);
        };
    }

    /**
     * Every file, in the order of LIST, or that of FILES, each once. Files without a byte are passed over.
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
        StageResolver.Place place = listing.place(part.location(), context);
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
        Function<String, Named> find = switch (part.location()) {
            case StagePath path -> file -> inStage(path.file(file), context);
            case UriLocation uri -> behind(urls.place(uri));
        };
        List<Selected> selected = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String name : part.files()) {
            context.cancellation().check();
            Named file = find.apply(name);
            if (!seen.add(file.name)) {
                continue;
            }
            ObjectSummary found = file.store.stat(file.key).orElseThrow(() -> missing(file));
            if (found.size() > 0) {
                selected.add(new Selected(file.store, found, file.name));
            }
        }
        return selected;
    }

    /** A file that the query names; whether it exists is not known. */
    private record Named(ObjectStore store, ObjectKey key, String name) {}

    private Named inStage(StagePath path, StatementContext context) {
        requireFile(path.path());
        StageFile file = resolver.file(path, context.principal(), context.stages());
        return new Named(file.store(), file.key(), path.path());
    }

    private static Function<String, Named> behind(StageResolver.Place place) {
        return file -> {
            String key = FileLocation.join(place.prefix().value(), file);
            requireFile(key);
            return new Named(place.store(), new ObjectKey(key), key.substring(place.root().length()));
        };
    }

    private static void requireFile(String path) {
        if (path.isEmpty() || path.endsWith("/")) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, ShownText.of(path) + " is not a file");
        }
    }

    private static StagedoorException missing(Named file) {
        try (ObjectListing below = file.store.list(new KeyPrefix(file.key.value() + "/"), "")) {
            return below.hasNext()
                    ? new StagedoorException(ErrorCode.BAD_ARGUMENTS, ShownText.of(file.name) + " is not a file")
                    : new StagedoorException(ErrorCode.STORAGE_NOT_FOUND, "there is no file '" + ShownText.of(file.name) + "'");
        }
    }
}
