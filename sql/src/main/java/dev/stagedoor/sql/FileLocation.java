package dev.stagedoor.sql;

/** Where the files lie that a query reads: in a stage, or behind a URL. */
public sealed interface FileLocation permits StagePath, UriLocation {
    /** With a file's path, relative to a path in a stage or a store: a slash stands between the two. */
    static String join(String path, String file) {
        return path.isEmpty() || path.endsWith("/") ? path + file : path + "/" + file;
    }
}
