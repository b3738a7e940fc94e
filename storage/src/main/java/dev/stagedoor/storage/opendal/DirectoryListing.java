package dev.stagedoor.storage.opendal;

import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectSummary;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A listing made directory by directory, depth first, since OpenDAL's Java binding gives only whole lists: what is in memory at any time is
 * the directories from the top to the one being listed, not the store. The keys below {@code a/} stand together in the order of UTF-8,
 * where the text {@code a/} stands among its neighbours, so sorting each directory by itself sorts the whole.
 */
final class DirectoryListing implements ObjectListing {
    private final Function<String, List<Node>> read;
    private final String prefix;
    private final String startAfter;
    private final Deque<Iterator<Node>> open = new ArrayDeque<>();
    private @Nullable ObjectSummary next;

    /** Something in a directory. */
    sealed interface Node {
        /** The whole key; of a directory, with its {@code /}. */
        String key();
    }

    record File(ObjectSummary summary) implements Node {
        @Override
        public String key() {
            return summary.key();
        }
    }

    record Directory(String key) implements Node {}

    /** @param read gives what is in a directory, or (first only) what begins with a prefix up to the next {@code /}; in any order */
    DirectoryListing(Function<String, List<Node>> read, KeyPrefix prefix, String startAfter) {
        this.read = read;
        this.prefix = prefix.value();
        this.startAfter = startAfter;
        open.push(sorted(this.prefix));
    }

    @Override
    public boolean hasNext() {
        while (next == null && !open.isEmpty()) {
            advance();
        }
        return next != null;
    }

    private void advance() {
        Iterator<Node> innermost = open.element();
        if (!innermost.hasNext()) {
            open.pop();
            return;
        }
        switch (innermost.next()) {
            case File(ObjectSummary summary) -> next = summary;
            case Directory(String key) -> open.push(sorted(key));
        }
    }

    private Iterator<Node> sorted(String directory) {
        return read.apply(directory).stream()
                .filter(this::isWanted)
                .sorted((a, b) -> ObjectKey.ORDER.compare(a.key(), b.key()))
                .iterator();
    }

    private boolean isWanted(Node node) {
        String key = node.key();
        boolean later = ObjectKey.ORDER.compare(key, startAfter) > 0;
        return switch (node) {
            case File _ -> later && key.startsWith(prefix);
            case Directory _ -> (later || startAfter.startsWith(key)) && (key.startsWith(prefix) || prefix.startsWith(key));
        };
    }

    @Override
    public ObjectSummary next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        ObjectSummary summary = next;
        next = null;
        return summary;
    }

    @Override
    public void close() {
        open.clear();
        next = null;
    }
}
