package dev.stagedoor.table;

/** What a table knows of a file. */
public enum LoadStanding {
    /** No file of this location was loaded. */
    NEW,
    /** A file of this location was loaded, but with another content. */
    CHANGED,
    /** This very file was loaded. */
    LOADED
}
