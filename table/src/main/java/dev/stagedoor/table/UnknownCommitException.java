package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;

/**
 * The disk failed in the middle of a commit, and nobody can tell now whether it was made. The data files must stay: the table may refer to
 * them.
 */
public final class UnknownCommitException extends StagedoorException {
    UnknownCommitException(TableId table, Throwable cause) {
        super(
                ErrorCode.STORAGE_UNAVAILABLE,
                "it is not known whether the change of the table " + table + " was stored: check the disk of the data directory, and look"
                        + " at the table before you send the statement again",
                cause);
    }
}
