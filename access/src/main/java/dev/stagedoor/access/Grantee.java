package dev.stagedoor.access;

/** To whom something is granted. */
public sealed interface Grantee {
    String name();

    /** {@code [USER] name}, {@code 'name'} or {@code 'name'@'%'} */
    record User(String name) implements Grantee {}

    /** {@code ROLE name} */
    record Role(String name) implements Grantee {}
}
