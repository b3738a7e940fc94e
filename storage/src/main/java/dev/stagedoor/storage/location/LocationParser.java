package dev.stagedoor.storage.location;

/** Reads URLs and connection parameters: schemes, keys, aliases and defaults of Databend's external stages. */
final class LocationParser {
    private LocationParser() {}

    static StoreLocation parse(String url, ConnectionParameters connection) {
        throw new UnsupportedOperationException("being built");
    }
}
