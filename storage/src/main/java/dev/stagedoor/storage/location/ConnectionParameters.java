package dev.stagedoor.storage.location;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The keys and values of a {@code CONNECTION = (…)} clause or of a named connection, as written. Any value may be a secret, so
 * {@link #toString} names the keys alone.
 *
 * @param values by key in lower case, sorted
 */
public record ConnectionParameters(SortedMap<String, String> values) {
    public static final ConnectionParameters NONE = new ConnectionParameters(new TreeMap<>());

    public ConnectionParameters {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /**
     * The named connection that stands for all other keys, if {@code connection_name} is given.
     *
     * @throws dev.stagedoor.errors.StagedoorException 4000 when other keys stand beside it
     */
    public Optional<String> connectionName() {
        return LocationParser.connectionName(this);
    }

    /** The name given with {@code connection_name}, whatever other keys stand beside it. */
    public Optional<String> givenConnectionName() {
        return LocationParser.givenConnectionName(this);
    }

    /**
     * Checks the parameters of a named connection, as CREATE CONNECTION does: that they are those of a store of this type.
     *
     * @param storageType the scheme of the URLs it is for, in any case
     * @throws dev.stagedoor.errors.StagedoorException 4000 for an unknown type, {@code connection_name}, and all that
     *     {@link StoreUri#parse} refuses; always for {@code hf}, as in Databend
     */
    public void checkFor(String storageType) {
        LocationParser.checkConnection(storageType, this);
    }

    @Override
    public String toString() {
        return "ConnectionParameters" + values.keySet();
    }
}
