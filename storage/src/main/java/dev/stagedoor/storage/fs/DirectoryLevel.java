package dev.stagedoor.storage.fs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of one directory in order. A directory of more than {@value #MAX_NAMES} entries is read again for each further so many: the
 * memory it takes does not grow with it.
 */
final class DirectoryLevel {
    /** Names held at a time, some ten megabytes at most. */
    static final int MAX_NAMES = 65_536;

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryLevel.class);

    /**
     * A file or a directory.
     *
     * @param text its name as it stands in keys: a directory's ends in {@code /}
     */
    record Entry(Path name, String text, byte[] utf8) {
        private static final Comparator<Entry> ORDER = (a, b) -> Arrays.compareUnsigned(a.utf8, b.utf8);

        boolean isDirectory() {
            return text.endsWith("/");
        }
    }

    private final SecureDirectory directory;
    private final Path path;
    private final String key;
    private final WantedKeys range;
    private final int maxNames;
    private final Deque<Entry> batch = new ArrayDeque<>();
    private @Nullable Entry last;
    private boolean more = true;
    private boolean begun;

    /** @param key what the keys of its entries begin with; empty or ending in {@code /} */
    DirectoryLevel(SecureDirectory directory, Path path, String key, WantedKeys range) {
        this(directory, path, key, range, MAX_NAMES);
    }

    DirectoryLevel(SecureDirectory directory, Path path, String key, WantedKeys range, int maxNames) {
        this.directory = directory;
        this.path = path;
        this.key = key;
        this.range = range;
        this.maxNames = maxNames;
    }

    SecureDirectory directory() {
        return directory;
    }

    Path path() {
        return path;
    }

    String key() {
        return key;
    }

    Optional<Entry> next() throws IOException {
        if (batch.isEmpty() && more) {
            fill();
        }
        Entry entry = batch.poll();
        last = entry == null ? last : entry;
        return Optional.ofNullable(entry);
    }

    private void fill() throws IOException {
        var smallest = new PriorityQueue<Entry>(Entry.ORDER.reversed());
        more = false;
        if (!begun) {
            begun = true;
            select(directory.names(), smallest);
        } else {
            try (SecureDirectory again = directory.again()) {
                select(again.names(), smallest);
            }
        }
        while (!smallest.isEmpty()) {
            batch.addFirst(smallest.poll());
        }
    }

    /** Keeps the first so many of those that come after what was given already. */
    private void select(Iterator<Path> names, PriorityQueue<Entry> smallest) throws IOException {
        try {
            while (names.hasNext()) {
                Optional<Entry> entry = entry(names.next());
                if (entry.isEmpty() || last != null && Entry.ORDER.compare(entry.get(), last) <= 0) {
                    continue;
                }
                smallest.add(entry.get());
                if (smallest.size() > maxNames) {
                    smallest.poll();
                    more = true;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Empty for what no key names: links, special files, files being written, names that are not UTF-8, and what is not wanted. */
    private Optional<Entry> entry(Path name) throws IOException {
        String text = name.toString();
        if (text.startsWith(Roots.RESERVED) || !isText(name)) {
            return Optional.empty();
        }
        Optional<BasicFileAttributes> attributes = directory.find(name);
        if (attributes.isEmpty()) {
            LOG.trace("{} is gone", name);
            return Optional.empty();
        }
        if (attributes.get().isDirectory()) {
            return Optional.of(text + "/").filter(directoryText -> range.reaches(key + directoryText))
                    .map(directoryText -> of(name, directoryText));
        }
        return attributes.get().isRegularFile() && range.holdsFile(key + text) ? Optional.of(of(name, text)) : Optional.empty();
    }

    /** Whether the name's bytes are those of its text, so that a key can name it. */
    private static boolean isText(Path name) {
        try {
            return Path.of(name.toString()).equals(name);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Entry of(Path name, String text) {
        return new Entry(name, text, text.getBytes(StandardCharsets.UTF_8));
    }

    void close() throws IOException {
        directory.close();
    }
}
