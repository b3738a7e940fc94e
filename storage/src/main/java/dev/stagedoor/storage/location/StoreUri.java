package dev.stagedoor.storage.location;

import dev.stagedoor.errors.StagedoorException;
import java.util.Optional;

/**
 * A location as text: what a user wrote, and what the catalog keeps. {@link #of} makes the one text of a location with every default
 * spelled out in canonical keys, and {@link #parse} reads it back. Two are equal when their texts are.
 *
 * @param url as in {@code URL = '…'}, at most 8,192 characters; a password in it is not read
 * @param connection everything else
 */
public record StoreUri(String url, ConnectionParameters connection) {
    /**
     * Reads the text.
     *
     * @throws StagedoorException 4000 with Databend's texts: unknown scheme, missing or unknown keys, values that are none, a path that
     *     does not end in {@code /}; 1005 for what is no URL; 1006 for a path that no key can begin with ({@code ..}, NUL, more than
     *     1,024 bytes)
     */
    public StoreLocation parse() {
        return LocationParser.parse(url, connection, Optional.empty());
    }

    /**
     * Reads the text for a statement.
     *
     * @param statement {@code CREATE STAGE} or {@code ALTER STAGE}: what the error on a path without {@code /} at its end names
     * @throws StagedoorException as {@link #parse}
     */
    public StoreLocation parseFor(String statement) {
        return LocationParser.parse(url, connection, Optional.of(statement));
    }

    /**
     * Reads the text as that of files, with or without a {@code /} at the end of its path.
     *
     * @throws StagedoorException as {@link #parse}, but for the path
     */
    public FilesUri parseFiles() {
        return LocationParser.files(url, connection);
    }

    /**
     * This URL with the parameters of a named connection instead of its {@code connection_name}.
     *
     * @param name of the connection, for the error
     * @param storageType of the connection, in lower case
     * @throws StagedoorException 4000 when the connection is for another scheme, and then when other keys stand beside its name; 1005 when
     *     the URL is none
     */
    public StoreUri using(String name, String storageType, ConnectionParameters named) {
        LocationParser.requireProtocol(url, name, storageType);
        var _ = connection.connectionName();
        return new StoreUri(url, named);
    }

    /**
     * The text of a location.
     *
     * @throws IllegalArgumentException for the server's own credentials, which no text can say
     */
    public static StoreUri of(StoreLocation location) {
        return LocationText.uri(location);
    }
}
