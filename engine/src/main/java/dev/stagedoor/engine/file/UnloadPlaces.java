package dev.stagedoor.engine.file;

import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.FileLocation;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.UriLocation;
import dev.stagedoor.storage.ObjectKey;
import java.util.function.Function;

/** Where the files of an unload go: into a stage, or to a URL. */
public final class UnloadPlaces {
    private final StageResolver resolver;
    private final UriPlaces urls;

    public UnloadPlaces(StageResolver resolver, UriPlaces urls) {
        this.resolver = resolver;
        this.urls = urls;
    }

    /**
     * A location that files are put to.
     *
     * @param path from the root of the stage or of the URL's store; what the names of its files begin with
     * @param files gives a file by its path from the same root
     * @param isStage whether it is in a stage, whose rules and rights hold
     */
    public record Target(String path, Function<String, StageFile> files, boolean isStage) {
        /**
         * The file of that path.
         *
         * @throws StagedoorException as {@link StageResolver#file} and {@link StageFile#forUpload}
         */
        public StageFile file(String path) {
            return files.apply(path);
        }
    }

    /**
     * Finds a location.
     *
     * @throws StagedoorException as {@link StageResolver#file} and {@link UriPlaces#place}
     */
    public Target target(FileLocation location, StatementContext context) {
        return switch (location) {
            case StagePath path ->
                new Target(
                        path.path(),
                        file -> resolver.file(StagePath.of(path.stage(), file), context.principal(), context.stages()).forUpload(),
                        true);
            case UriLocation uri -> {
                StageResolver.Place place = urls.place(uri);
                int root = place.root().length();
                yield new Target(
                        place.prefix().value().substring(root),
                        file -> new StageFile(place.store(), key(place.root() + file)),
                        false);
            }
        };
    }

    private static ObjectKey key(String value) {
        if (value.isEmpty() || value.endsWith("/")) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "'" + ShownText.of(value) + "' is not a file");
        }
        return new ObjectKey(value);
    }
}
