package dev.stagedoor.cli.serve;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.location.ObjectStores;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.storage.location.StoreUri;

/** Opens nothing: external stages are refused. */
final class NoStores implements ObjectStores {
    @Override
    public StoreRoot open(StoreUri uri) {
        throw refused();
    }

    @Override
    public StoreUri complete(StoreUri uri) {
        throw refused();
    }

    private static StagedoorException refused() {
        return new StagedoorException(ErrorCode.UNIMPLEMENTED, "External stages are not supported by this version of Stagedoor");
    }

    @Override
    public void close() {}
}
