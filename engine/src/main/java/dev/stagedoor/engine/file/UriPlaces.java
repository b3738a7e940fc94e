package dev.stagedoor.engine.file;

import dev.stagedoor.engine.file.StageResolver.Place;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.UriLocation;
import dev.stagedoor.storage.location.FilesUri;
import dev.stagedoor.storage.location.ObjectStores;
import dev.stagedoor.storage.location.StoreRoot;
import java.util.Optional;

/** Places that a query names by a URL, and no stage lies over. */
public final class UriPlaces {
    private final ExternalLocations locations;
    private final ObjectStores stores;
    private final boolean allowInsecure;

    /** @param allowInsecure whether a URL may lead to a store without HTTPS, or into the directories of this machine */
    public UriPlaces(ExternalLocations locations, ObjectStores stores, boolean allowInsecure) {
        this.locations = locations;
        this.stores = stores;
        this.allowInsecure = allowInsecure;
    }

    /**
     * Where the files lie.
     *
     * @throws StagedoorException 3903 for insecure storage; as {@link ExternalLocations#withParameters}, {@link FilesUri} and
     *     {@link ObjectStores#open}
     */
    Place place(UriLocation location) {
        FilesUri files = files(location);
        if (!allowInsecure && !files.directory().parse().isSecure()) {
            throw new StagedoorException(
                    ErrorCode.STORAGE_INSECURE,
                    "copy from insecure storage is not allowed: it is reached without HTTPS, or it is the server's own disk;"
                            + " storage.allow_insecure lets queries read such URLs, and stages may lie over them");
        }
        StoreRoot root = stores.open(files.directory());
        return new Place(root.store(), files.root(), files.prefix(), Optional.empty());
    }

    /** What stands before the name of a file to make the URL of the file; holds no secret. */
    String shown(UriLocation location) {
        return files(location).shown();
    }

    private FilesUri files(UriLocation location) {
        return locations.withParameters(location).parseFiles();
    }
}
