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
    /** On a stage or a connection: everything, also to change and drop it, and to grant it. Held by one role. */
    OWNERSHIP
}
