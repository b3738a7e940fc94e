package dev.stagedoor.engine.file;

import dev.stagedoor.ledger.PresignLedger.ArrivalWatch;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectSummary;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files a location and a pattern select, by name in UTF-8 order, one at a time: what LIST, REMOVE and list_stage have in common.
 *
 * <p>The path is a string prefix, not a directory. The file that is named exactly comes first (it is the least key of all that begin with
 * it) and is not held against the pattern; of every other file the rest of the key after the path is. Keys that end in {@code /} are
 * directory markers other tools leave behind, and no files.
 */
final class StageFiles implements AutoCloseable {
    private final ObjectListing listing;
    private final int rootLength;
    private final int prefixLength;
    private final @Nullable FilePattern pattern;
    private final ArrivalWatch watch;
    private final Cancellation cancellation;

    /** @param watch told of every file that is walked past, selected or not */
    StageFiles(StageResolver.Place place, Optional<FilePattern> pattern, ArrivalWatch watch, Cancellation cancellation) {
        this.listing = place.store().list(place.prefix(), "");
        this.rootLength = place.root().length();
        this.prefixLength = place.prefix().value().length();
        this.pattern = pattern.orElse(null);
        this.watch = watch;
        this.cancellation = cancellation;
    }

    /** @return null after the last file */
    @Nullable ObjectSummary next() {
        while (listing.hasNext()) {
            cancellation.check();
            ObjectSummary object = listing.next();
            if (watch != ArrivalWatch.NONE) {
                watch.saw(name(object), object.size(), object.lastModified());
            }
            if (selected(object.key())) {
                return object;
            }
        }
        return null;
    }

    /** The file's path from the root of its stage. */
    String name(ObjectSummary object) {
        return object.key().substring(rootLength);
    }

    private boolean selected(String key) {
        if (key.endsWith("/")) {
            return false;
        }
        return pattern == null || key.length() == prefixLength || pattern.matches(key.substring(prefixLength));
    }

    @Override
    public void close() {
        listing.close();
    }
}
