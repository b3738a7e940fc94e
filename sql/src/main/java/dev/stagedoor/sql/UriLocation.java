package dev.stagedoor.sql;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A place outside the server, as written: {@code 's3://bucket/path/' CONNECTION = (key = 'value' …)}. Any value may be a secret, so
 * {@link #toString} names the keys alone.
 *
 * @param url well formed as a URL; whether its scheme is one is not a matter of syntax
 * @param connection by key in lower case, sorted; of a key given twice the last
 */
public record UriLocation(String url, SortedMap<String, String> connection) implements FileLocation {
    public UriLocation {
        connection = Collections.unmodifiableSortedMap(new TreeMap<>(connection));
    }

    @Override
    public String toString() {
        return "UriLocation[" + url + ", " + connection.keySet() + "]";
    }
}
