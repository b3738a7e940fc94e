package dev.stagedoor.storage.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What lies in a data directory and must not get lost: one list for everyone who makes, looks for or moves it. Each is needed by the
 * others: a store without its catalog has files that no stage shows, and a catalog without its ledger would serve URLs that were revoked.
 */
public enum DataPart {
    /** Signs URLs. When it is missing a new one is made, and every URL signed before ends: that is how it is changed. */
    SIGNING_KEY("the signing key", List.of("signing.key"), List.of("signing.key"), "every URL signed before ends"),
    /** Encrypts what is secret in the catalog, unless the configuration has the key. */
    CATALOG_KEY(
            "the catalog's key",
            List.of("catalog.key"),
            List.of("catalog.key"),
            "external stages and connections are dropped, with what was granted on them"),
    CATALOG(
            "the catalog",
            List.of("catalog.db", "catalog.db-wal", "catalog.db-shm", "catalog.db-commits"),
            List.of("catalog.db"),
            "stages, connections, users, roles and grants are lost; the files of a stage are there again for a stage of its name"),
    /** Wherever the tables' files lie. */
    WAREHOUSE(
            "the list of tables",
            List.of("warehouse.db", "warehouse.db-wal", "warehouse.db-shm", "warehouse.db-commits"),
            List.of("warehouse.db"),
            "tables are lost, and what was loaded into them is not known; their files stay in the store"),
    LEDGER(
            "the ledger of presigned URLs",
            List.of("ledger"),
            List.of("ledger/ledger.db", "ledger/journal"),
            "what was known of URLs is lost, and every URL issued before ends, because it may have been revoked"),
    /** Only where internal storage is not a bucket elsewhere. */
    STORE("the store", List.of("store"), List.of("store/index.db", "store/blobs"), "all files of internal stages are lost");

    private final String title;
    private final List<String> entries;
    private final List<String> required;
    private final String consequence;

    DataPart(String title, List<String> entries, List<String> required, String consequence) {
        this.title = title;
        this.entries = entries;
        this.required = required;
        this.consequence = consequence;
    }

    /** As a sentence names it, with its article. */
    public String title() {
        return title;
    }

    /** Everything of it that lies in the data directory itself; some of it is only there while a server runs. */
    public List<String> entries() {
        return entries;
    }

    /** What it means to go on without what was in it, as a clause. */
    String consequence() {
        return consequence;
    }

    /** The parts whose loss must be accepted before a server starts without them. */
    public static Set<DataPart> losable() {
        return EnumSet.complementOf(EnumSet.of(SIGNING_KEY));
    }

    /** Where its main file or directory belongs. */
    Path in(Path root) {
        return root.resolve(entries.getFirst());
    }

    /** What of it is missing or empty, as paths below the data directory; nothing when it is there. */
    List<String> missing(Path root) {
        return required.stream().filter(name -> !isThere(root.resolve(name))).toList();
    }

    /** Whether nothing of it is there. */
    boolean isAbsent(Path root) {
        return entries.stream().noneMatch(name -> Files.exists(root.resolve(name)));
    }

    private static boolean isThere(Path path) {
        return Files.isDirectory(path) || path.toFile().length() > 0;
    }

    /** As the command line and the list of parts have it: {@code signing-key}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
