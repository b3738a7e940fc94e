package dev.stagedoor.engine.query;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.engine.file.FileSelection.Selected;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import dev.stagedoor.sql.QueryPart.TableRef;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A query of the server's own, which may read files and tables that were chosen before.
 *
 * @param files what the location of a part is not asked for again
 * @param tables what the name of a part is not looked up for again
 */
public record LoadQuery(List<QueryPart> parts, Map<StagedFiles, ChosenFiles> files, Map<TableRef, ChosenTable> tables) {
    /**
     * Files, and what they are.
     *
     * @param selected in their order
     * @param fields how many fields a record must have where the format counts them; empty for as many as the first record has
     */
    public record ChosenFiles(List<Selected> selected, FileFormat format, OptionalInt fields) {
        public ChosenFiles {
            selected = List.copyOf(selected);
        }

        /** Files whose records have as many fields as the first. */
        public ChosenFiles(List<Selected> selected, FileFormat format) {
            this(selected, format, OptionalInt.empty());
        }
    }

    /**
     * Files of a table as it was at one moment. A name that stands alone may still be one of the query's own.
     *
     * @param files some or all of those that the table has
     * @param located whether the query sees which row of which file each row is, the files numbered as they are here
     */
    public record ChosenTable(Table table, List<TableFile> files, boolean located) {
        public ChosenTable {
            files = List.copyOf(files);
        }

        /** With no more columns than the table has. */
        public ChosenTable(Table table, List<TableFile> files) {
            this(table, files, false);
        }
    }

    /** Files and tables that were chosen, for several queries. */
    public record Fixed(Map<StagedFiles, ChosenFiles> files, Map<TableRef, ChosenTable> tables) {
        public Fixed {
            files = Map.copyOf(files);
            tables = Map.copyOf(tables);
        }

        /** A query that reads them, and one table more. */
        public LoadQuery query(List<QueryPart> parts, TableRef name, ChosenTable table) {
            Map<TableRef, ChosenTable> all = new HashMap<>(tables);
            all.put(name, table);
            return new LoadQuery(parts, files, all);
        }
    }

    public LoadQuery {
        parts = List.copyOf(parts);
        files = Map.copyOf(files);
        tables = Map.copyOf(tables);
    }

    /** A query whose tables are those of now. */
    public LoadQuery(List<QueryPart> parts, Map<StagedFiles, ChosenFiles> files) {
        this(parts, files, Map.of());
    }
}
