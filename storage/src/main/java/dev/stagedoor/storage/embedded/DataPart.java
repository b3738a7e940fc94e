package dev.stagedoor.storage.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What lies in a data directory and must not get lost: one list for everyone who makes, looks for or moves it. Each is needed by the others: a
 * store without its catalog has files that no stage shows, and a catalog without its ledger would serve URLs that were revoked.
 */
public enum DataPart {
    /** Signs URLs. When it is missing a new one is made, and every URL signed before ends: that is how it is changed. */
    SIGNING_KEY("the signing key", List.of("signing.key"), List.of("signing.key")),
    /** Encrypts what is secret in the catalog, unless the configuration has the key. */
    CATALOG_KEY("the catalog's key", List.of("catalog.key"), List.of("catalog.key")),
    CATALOG("the catalog", List.of("catalog.db", "catalog.db-wal", "catalog.db-shm"), List.of("catalog.db")),
    LEDGER("the ledger of presigned URLs", List.of("ledger"), List.of("ledger/ledger.db", "ledger/journal")),
    /** Only where internal storage is not a bucket elsewhere. */
    STORE("the store", List.of("store"), List.of("store/index.db", "store/blobs"));

    private final String title;
    private final List<String> entries;
    private final List<String> required;

    DataPart(String title, List<String> entries, List<String> required) {
        this.title = title;
        this.entries = entries;
        this.required = required;
    }

    /** As a sentence names it, with its article. */
    public String title() {
        return title;
    }

    /** Everything of it that lies in the data directory itself; some of it is only there while a server runs. */
    public List<String> entries() {
        return entries;
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
