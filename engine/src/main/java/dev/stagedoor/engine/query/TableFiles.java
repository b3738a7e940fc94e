package dev.stagedoor.engine.query;

import dev.stagedoor.engine.access.Authorization;
import dev.stagedoor.engine.file.FileSelection.Selected;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files of tables, as queries read those of stages. */
public final class TableFiles {
    private final Authorization authorization;
    private final ObjectStore store;

    /** @param store where the tables lie */
    public TableFiles(Authorization authorization, ObjectStore store) {
        this.authorization = authorization;
        this.store = store;
    }

    /**
     * The same for a statement that reads the table.
     *
     * @throws StagedoorException 1063 without SELECT on it
     */
    List<Selected> readable(Table table, StatementContext context) {
        authorization.requireSelect(table.id().database(), table.id().name(), context);
        return of(table);
    }

    /**
     * All files of a table. Stores whose objects are files of this machine are asked for each; elsewhere its key tells a version, since no
     * file of a table is ever written twice.
     *
     * @throws StagedoorException 3001 when one is missing
     */
    List<Selected> of(Table table) {
        boolean asked = store.localFiles().isPresent();
        List<Selected> files = new ArrayList<>();
        for (TableFile file : table.files()) {
            ObjectSummary object = asked
                    ? store.stat(file.key()).orElseThrow(() -> missing(table, file))
                    : new ObjectSummary(file.key().value(), file.size(), Optional.empty(), Instant.EPOCH);
            files.add(new Selected(store, object, file.key().value()));
        }
        return files;
    }

    private static StagedoorException missing(Table table, TableFile file) {
        return new StagedoorException(
                ErrorCode.STORAGE_NOT_FOUND,
                "the file '" + ShownText.of(file.key().value()) + "' of table " + ShownText.of(table.id().toString()) + " is missing");
    }
}
