package dev.stagedoor.engine.table;

import dev.stagedoor.engine.file.FileSelection.Selected;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.table.Table;
import java.util.List;

/**
 * The files that a table itself consists of, which a stage or a URL over the warehouse reaches. Loaded into the table they would double its
 * rows, with each COPY again, and an INSERT or PURGE would remove them.
 */
final class OwnFiles {
    private static final String SCHEME_END = "://";

    private OwnFiles() {}

    /**
     * Passes when none of the files is one of the table's.
     *
     * @param origin what stands before the name of each, as {@code FileSelection.origin} tells it
     * @throws StagedoorException 1006 when one is
     */
    static void requireNone(Table table, String origin, List<Selected> files) {
        String own = place(table.location()) + "/";
        for (Selected file : files) {
            if ((origin + file.name()).contains(own)) {
                throw new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        "'" + ShownText.of(file.name()) + "' is a file of the table " + ShownText.of(table.id().toString())
                                + " itself: load files of another location; INSERT INTO … SELECT adds rows of a table to it");
            }
        }
    }

    /** The bucket and the path, which all names of one place share: engines call some stores otherwise than SQL does. */
    private static String place(String location) {
        return location.substring(location.indexOf(SCHEME_END)).replaceFirst("@[^/]*", "");
    }
}
