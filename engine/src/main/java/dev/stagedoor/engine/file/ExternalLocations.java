package dev.stagedoor.engine.file;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.ConnectionDefinition;
import dev.stagedoor.engine.statement.Messages;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.UriLocation;
import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.ObjectStores;
import dev.stagedoor.storage.location.StoreUri;

/**
 * Makes of a statement's {@code URL = '…' CONNECTION = (…)} the location a stage keeps: a named connection is looked up and its parameters
 * copied, the whole is read, and what only the store knows is filled in.
 */
public final class ExternalLocations {
    private final Catalog catalog;
    private final ObjectStores stores;

    public ExternalLocations(Catalog catalog, ObjectStores stores) {
        this.catalog = catalog;
        this.stores = stores;
    }

    /**
     * Reads a location as far as the text alone goes; asks no network.
     *
     * @param statement names it in errors: {@code CREATE STAGE}
     * @throws StagedoorException 1006 for an unknown connection; as {@link StoreUri#parse}
     */
    public StoreUri read(UriLocation written, String statement) {
        StoreUri uri = withParameters(written);
        uri.parseFor(statement);
        return uri;
    }

    /**
     * The location as the stage keeps it. May ask the network for the region of a bucket.
     *
     * @throws StagedoorException as {@link ObjectStores#complete}
     */
    public StoreUri complete(StoreUri read) {
        return stores.complete(read);
    }

    /**
     * The text of a location with the parameters of its connection, if it names one. Whether the text is a location is not looked at.
     *
     * @throws StagedoorException 1006 for an unknown connection; as {@link StoreUri#using}
     */
    StoreUri withParameters(UriLocation location) {
        StoreUri written = new StoreUri(location.url(), new ConnectionParameters(location.connection()));
        return written.connection().givenConnectionName().map(name -> using(written, name)).orElse(written);
    }

    private StoreUri using(StoreUri written, String name) {
        ConnectionDefinition connection = catalog.connection(name)
                .orElseThrow(() -> Messages.missingConnection(name));
        return written.using(name, connection.storageType(), connection.parameters());
    }
}
