package dev.stagedoor.table;

import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.table.file.FileLocations;
import java.util.Optional;
import java.util.TreeSet;

/** Directories of tables, as prefixes of keys that end in {@code /}. */
final class TableDirectories {
    private final FileLocations locations;
    private final TreeSet<String> known = new TreeSet<>();

    TableDirectories(FileLocations locations) {
        this.locations = locations;
    }

    /** What the keys begin with of a directory whose URI is given; empty when it is none of the warehouse. */
    static Optional<String> prefix(String directory, FileLocations locations) {
        return locations.key(directory)
                .map(key -> key.value() + "/")
                .filter(prefix -> segments(prefix, locations) > 1);
    }

    /** How many names stand behind that of the warehouse; 0 for what is elsewhere. */
    private static int segments(String prefix, FileLocations locations) {
        String warehouse = locations.root() + Warehouse.PREFIX;
        return prefix.startsWith(warehouse) ? (int) prefix.substring(warehouse.length()).chars().filter(c -> c == '/').count() : 0;
    }

    /** Somebody's: a URI of a directory. */
    void add(String directory) {
        locations.key(directory).map(ObjectKey::value).ifPresent(key -> known.add(key + "/"));
    }

    /** The same of a file, which is somebody's with the whole directory of the table it lies in. */
    void addFile(String key) {
        String warehouse = locations.root() + Warehouse.PREFIX;
        int database = key.startsWith(warehouse) ? key.indexOf('/', warehouse.length()) : -1;
        int table = database < 0 ? -1 : key.indexOf('/', database + 1);
        if (table >= 0) {
            known.add(key.substring(0, table + 1));
        }
    }

    /** Whether a directory is somebody's, or lies in one that is, or has one in it. */
    boolean overlaps(String prefix) {
        String next = known.ceiling(prefix);
        if (next != null && next.startsWith(prefix)) {
            return true;
        }
        for (int end = prefix.indexOf('/'); end >= 0; end = prefix.indexOf('/', end + 1)) {
            if (known.contains(prefix.substring(0, end + 1))) {
                return true;
            }
        }
        return false;
    }
}
