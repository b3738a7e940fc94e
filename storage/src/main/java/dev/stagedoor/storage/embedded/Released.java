package dev.stagedoor.storage.embedded;

import java.util.ArrayList;
import java.util.List;

/**
 * What nothing refers to any more once a transaction is committed.
 *
 * @param blobs ids of files
 * @param compositions those whose parts are to be deleted ({@link Compositions})
 */
record Released(List<Long> blobs, List<Long> compositions) {
    /** Nothing yet. */
    Released() {
        this(new ArrayList<>(), new ArrayList<>());
    }
}
