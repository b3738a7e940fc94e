package dev.stagedoor.engine.table;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.engine.file.FileSelection.Selected;
import dev.stagedoor.engine.file.FileSelection;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.CopyOptions;
import dev.stagedoor.sql.FileLocation;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.TableStatement.CopyIntoTable;
import dev.stagedoor.sql.TableStatement.Insert;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.table.Table;
import java.util.List;
import java.util.Optional;

/**
 * The files that an INSERT loads.
 *
 * @param location where they are from; of a file that came with the request it says nothing
 * @param values one for each column that the INSERT fills, or none
 * @param purge whether they are removed once they are loaded
 * @param byDriver whether a driver wrote them, to which an empty text is an empty field
 */
record InsertedFiles(
        FileLocation location, List<Selected> files, List<Insert.Value> values, FileFormat format, boolean purge, boolean byDriver) {
    /** How errors call a file that came with the request. */
    private static final String RECEIVED = "upload";

    private static final StagePath NOWHERE = new StagePath(StagePath.USER_STAGE, "");

    /** @throws StagedoorException 1006 when the statement says that the request brings a file, and it does not */
    static InsertedFiles of(Insert.File rows, FileSelection selection, StatementContext context) {
        FileLocation location = rows.location().orElseThrow(() -> new StagedoorException(
                ErrorCode.BAD_ARGUMENTS,
                "the values are those of a file, but the request has none: send a stage_attachment with it, write FROM @stage/path,"
                        + " or write the values into the statement"));
        return selected(new StagedFiles(location, List.of(), Optional.empty(), Optional.empty()), true, rows.values(),
                selection.format(location, rows.fileFormat(), context), false, selection, context);
    }

    /** @throws StagedoorException 3001 when the file is not there */
    static InsertedFiles of(Insert.Attached rows, FileSelection selection, StatementContext context) {
        StagePath file = rows.file();
        int directory = file.path().lastIndexOf('/') + 1;
        StagePath location = new StagePath(file.stage(), file.path().substring(0, directory));
        return selected(
                new StagedFiles(location, List.of(file.path().substring(directory)), Optional.empty(), Optional.empty()),
                rows.purge(), rows.values(), selection.format(location, rows.fileFormat(), context), true, selection, context);
    }

    /** @param internal where the file was put */
    static InsertedFiles of(Insert.Received rows, ObjectStore internal, FileSelection selection, StatementContext context) {
        List<Selected> files = internal.stat(new ObjectKey(rows.key())).stream()
                .filter(object -> object.size() > 0)
                .map(object -> new Selected(internal, object, RECEIVED))
                .toList();
        return new InsertedFiles(NOWHERE, files, rows.values(), selection.format(NOWHERE, rows.fileFormat(), context), false, false);
    }

    private static InsertedFiles selected(
            StagedFiles asked, boolean purge, List<Insert.Value> values, FileFormat format, boolean byDriver, FileSelection selection,
            StatementContext context) {
        return new InsertedFiles(asked.location(), selection.select(asked, context), values, format, purge, byDriver);
    }

    /** @param places of the columns that the INSERT fills */
    CopySource source(Insert insert, Table table, List<Integer> places) {
        if (!values.isEmpty() && values.size() != places.size()) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS, values.size() + " values are given for " + places.size() + " columns: give one for each");
        }
        var copy = new CopyIntoTable(insert.table(), insert.columns(), new CopyIntoTable.Files(location), CopyOptions.DEFAULT);
        return new CopySource(copy, table, places, format, values, List.of(), byDriver);
    }
}
