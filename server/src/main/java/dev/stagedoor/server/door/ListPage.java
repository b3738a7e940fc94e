package dev.stagedoor.server.door;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one page of a listing shows: objects, and with a delimiter, once each, what all of some keys begin with. Both are in the order of
 * their UTF-8 bytes.
 *
 * @param last the object or the common prefix that the page ends with; empty when it shows nothing
 * @param truncated whether there is more
 */
record ListPage(List<ObjectSummary> objects, List<String> commonPrefixes, Optional<String> last, boolean truncated) {
    /** How many keys below one common prefix are passed over singly, before the listing begins anew behind them all. */
    private static final int MAX_STEPS = 64;

    /** Sorts after every character a key may go on with, but one that no file is named with. */
    private static final String BEYOND = Character.toString(Character.MAX_CODE_POINT);

    ListPage {
        objects = List.copyOf(objects);
        commonPrefixes = List.copyOf(commonPrefixes);
    }

    int count() {
        return objects.size() + commonPrefixes.size();
    }

    static ListPage of(ObjectStore store, ListRequest request) {
        Optional<KeyPrefix> prefix = keyPrefix(request.prefix());
        if (prefix.isEmpty() || request.maxKeys() == 0) {
            return new ListPage(List.of(), List.of(), Optional.empty(), false);
        }
        return new Walk(store, request, prefix.get()).page();
    }

    /** Empty when no key of this store can begin with the prefix: then the listing is empty, and no error. */
    private static Optional<KeyPrefix> keyPrefix(String prefix) {
        try {
            return Optional.of(new KeyPrefix(prefix));
        } catch (StagedoorException e) {
            return Optional.empty();
        }
    }

    /** Goes through the keys until a page is full. Used once. */
    private static final class Walk {
        private final ObjectStore store;
        private final ListRequest request;
        private final KeyPrefix prefix;
        private final List<ObjectSummary> objects = new ArrayList<>();
        private final List<String> commonPrefixes = new ArrayList<>();
        private Optional<String> last = Optional.empty();
        private boolean truncated;
        /** The common prefix whose keys are passed over, and how many were. */
        private Optional<String> passed;

        private int steps;

        Walk(ObjectStore store, ListRequest request, KeyPrefix prefix) {
            this.store = store;
            this.request = request;
            this.prefix = prefix;
            String after = request.start().after();
            this.passed = request.commonPrefix(after).filter(after::equals);
        }

        ListPage page() {
            // A page that ended with a common prefix goes on behind all of its keys.
            String from = passed.map(common -> common + BEYOND).orElseGet(request.start()::after);
            boolean more = true;
            while (more) {
                more = walk(from);
                from = passed.orElse("") + BEYOND;
            }
            return new ListPage(objects, commonPrefixes, last, truncated);
        }

        /** True when the listing is to begin anew behind the common prefix that is passed over. */
        private boolean walk(String from) {
            try (ObjectListing listing = store.list(prefix, from)) {
                while (listing.hasNext()) {
                    ObjectSummary object = listing.next();
                    Optional<String> common = request.commonPrefix(object.key());
                    if (common.isPresent() && common.equals(passed)) {
                        // Counted once for each prefix, so that it is sought no second time.
                        if (++steps == MAX_STEPS) {
                            return true;
                        }
                    } else if (objects.size() + commonPrefixes.size() == request.maxKeys()) {
                        truncated = true;
                        return false;
                    } else {
                        show(object, common);
                    }
                }
            }
            return false;
        }

        private void show(ObjectSummary object, Optional<String> common) {
            passed = common;
            steps = 0;
            common.ifPresentOrElse(commonPrefixes::add, () -> objects.add(object));
            last = common.or(() -> Optional.of(object.key()));
        }
    }
}
