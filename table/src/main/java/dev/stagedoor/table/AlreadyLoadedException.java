package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.util.List;

/** Another COPY has loaded some of the same files since they were looked up. Nothing was committed. */
public final class AlreadyLoadedException extends StagedoorException {
    private final transient List<LoadSource> files;

    AlreadyLoadedException(TableId table, List<LoadSource> files) {
        super(
                ErrorCode.TABLE_VERSION_MISMATCHED,
                files.size() + " of the files, among them '" + files.getFirst().location() + "', have been loaded into " + table
                        + " by another statement meanwhile: send this one again for the others",
                true,
                null);
        this.files = List.copyOf(files);
    }

    /** Those files, in the order in which they were given. */
    public List<LoadSource> files() {
        return files;
    }
}
