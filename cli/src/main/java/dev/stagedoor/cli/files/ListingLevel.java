package dev.stagedoor.cli.files;

import dev.stagedoor.client.ResultColumn;
import dev.stagedoor.client.Rows;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of LIST with paths below a directory, as they come: either each file, or files of the directory itself and, once each, the
 * directories in it. LIST goes by path, so that the files of a directory follow each other.
 */
public final class ListingLevel implements Rows {
    private static final int NAME = 0;

    private final Rows listing;
    private final String root;
    private final boolean recursive;
    private String lastDirectory = "";

    /**
     * @param root path of the directory, with its slash; empty for that of the stage
     * @param recursive whether files in directories of the directory are rows
     */
    public ListingLevel(Rows listing, String root, boolean recursive) {
        this.listing = listing;
        this.root = root;
        this.recursive = recursive;
    }

    @Override
    public List<ResultColumn> columns() {
        return listing.columns();
    }

    @Override
    public @Nullable String @Nullable [] next() {
        for (@Nullable String[] row = listing.next(); row != null; row = listing.next()) {
            String path = String.valueOf(row[NAME]);
            row[NAME] = path.startsWith(root) ? path.substring(root.length()) : path;
            Optional<String> directory = directory(String.valueOf(row[NAME]));
            if (directory.isEmpty()) {
                return row;
            }
            if (!directory.get().equals(lastDirectory)) {
                lastDirectory = directory.get();
                @Nullable String[] entry = new @Nullable String[row.length];
                entry[NAME] = lastDirectory;
                return entry;
            }
        }
        return null;
    }

    private Optional<String> directory(String path) {
        int slash = path.indexOf('/');
        return recursive || slash < 0 ? Optional.empty() : Optional.of(path.substring(0, slash + 1));
    }
}
