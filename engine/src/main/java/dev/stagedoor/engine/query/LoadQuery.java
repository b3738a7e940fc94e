package dev.stagedoor.engine.query;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.engine.file.FileSelection.Selected;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import java.util.List;
import java.util.Map;

/**
 * A query of the server's own, which may read files that were chosen before.
 *
 * @param files what the location of a part is not asked for again
 */
public record LoadQuery(List<QueryPart> parts, Map<StagedFiles, ChosenFiles> files) {
    /**
     * Files, and what they are.
     *
     * @param selected in their order
     */
    public record ChosenFiles(List<Selected> selected, FileFormat format) {
        public ChosenFiles {
            selected = List.copyOf(selected);
        }
    }

    public LoadQuery {
        parts = List.copyOf(parts);
        files = Map.copyOf(files);
    }
}
