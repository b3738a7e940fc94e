package dev.stagedoor.access;

/** What can be granted ({@code docs/security.md}, "Roles and grants"). The constants' names are stored: they do not change. */
public enum Privilege {
    /** On a stage: to list, read and presign downloads. */
    READ,
    /** On a stage: to put, remove and presign uploads. Does not include READ. */
    WRITE,
    /** Everywhere: everything. */
    SUPER,
    /** Everywhere: to create stages. */
    CREATE_STAGE,
    /** Everywhere: to create connections. */
    CREATE_CONNECTION,
    /** On a connection: to use it in a stage. */
    ACCESS_CONNECTION,
    /** On a table, on all of a database, or everywhere: to read rows. */
    SELECT,
    /** The same: to add rows. */
    INSERT,
    /** The same: to change rows. */
    UPDATE,
    /** The same: to remove rows. */
    DELETE,
    /** The same: to change what a table is, and its name. */
    ALTER,
    /** The same: to drop tables; on a database or everywhere also the database, and to bring dropped tables back. */
    DROP,
    /** On a database or everywhere: to create tables. */
    CREATE,
    /** Everywhere: to create databases. */
    CREATE_DATABASE,
    /**
     * On a stage, a connection, a database or a table: everything, also to change and drop it, and to grant it. Held by one role. Who owns
     * a database may everything with its tables.
     */
    OWNERSHIP
}
