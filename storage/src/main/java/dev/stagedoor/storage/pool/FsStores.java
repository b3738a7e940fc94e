package dev.stagedoor.storage.pool;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.location.FsLocation;

/** The directories of the server's machine that stages may lie over. */
@FunctionalInterface
public interface FsStores {
    /** No directory is allowed. */
    FsStores NONE = location -> {
        throw new StagedoorException(
                ErrorCode.BAD_ARGUMENTS,
                "this server allows no fs stages: its setting storage.fs_roots names the directories they may lie over");
    };

    /**
     * The store of a directory. Its keys are absolute paths without the leading {@code /}. It stays the giver's: whoever opens it does not
     * close it.
     *
     * @throws StagedoorException 1006 when the directory is not allowed
     */
    ObjectStore open(FsLocation location);
}
