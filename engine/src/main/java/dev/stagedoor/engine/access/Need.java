package dev.stagedoor.engine.access;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement.ShowGrants;
import dev.stagedoor.sql.UriLocation;

/** One thing a statement needs ({@code docs/security.md}, "Roles and grants"), precise enough to be decided without the statement. */
public sealed interface Need {
    /** What of a location is reached; the rule is the same, what one is told when it is refused is not. */
    enum Reach {
        /** One file. */
        FILE,
        /** Every file whose path begins so. */
        LISTING,
        /** A listing inside a query, which Databend refuses in other words. */
        TABLE_FUNCTION
    }

    /** To read files of a named stage. */
    record Read(StagePath location, Reach reach) implements Need {}

    /** To put or remove files of a named stage. */
    record Write(StagePath location, Reach reach) implements Need {}

    /** To create stages: SUPER or CREATE STAGE. */
    record CreateStage() implements Need {}

    /**
     * To change what a stage is: its ownership, or both READ and WRITE on all of it.
     *
     * @param ifExists whether a stage that is not there needs nothing
     */
    record Alter(String stage, boolean ifExists) implements Need {}

    /** To end the rules a stage's URLs are bound to, by dropping it: its ownership. A stage without rules needs nothing. */
    record DropRules(String stage) implements Need {}

    /**
     * To say what a stage's URLs are bound to and where it lies, and to put another in its place: its ownership.
     *
     * @param ifExists whether a stage that is not there passes
     */
    record OwnStage(String stage, boolean ifExists) implements Need {}

    /** To create connections: SUPER or CREATE CONNECTION. */
    record CreateConnection() implements Need {}

    /** To look at a connection: ACCESS CONNECTION, or its ownership. */
    record AccessConnection(String name) implements Need {}

    /** To use a connection in the location of a stage, or with a URL in a query: the same, and that it fits the URL. */
    record UseConnection(String name, UriLocation location) implements Need {}

    /** To replace a connection: its ownership. One that is not there needs nothing. */
    record ReplaceConnection(String name) implements Need {}

    /**
     * To drop a connection: its ownership.
     *
     * @param ifExists whether a connection that is not there needs nothing
     */
    record DropConnection(String name, boolean ifExists) implements Need {}

    /** To create databases: SUPER or CREATE DATABASE. */
    record CreateDatabase() implements Need {}

    /**
     * To do something with a database or a table: the privilege on it, on its database or everywhere, or ownership. What is not there needs
     * nothing.
     *
     * @param object without a database's name for the session's
     */
    record OnTables(Privilege privilege, GrantObject object) implements Need {}

    /** To take a database for the session's: any right on it or on one of its tables. What is not there needs nothing. */
    record UseDatabase(GrantObject.Database object) implements Need {}

    /**
     * To create a table, and be its owner: CREATE on the database.
     *
     * @param object the database
     */
    record CreateTable(GrantObject.Database object) implements Need {}

    /** To do with a table what Databend lets SUPER do: its ownership. */
    record OwnTable(GrantObject.Table table) implements Need {}

    /** To grant on something, or revoke: its ownership. */
    record Grant(GrantObject object) implements Need {}

    /** To be this user, or SUPER. */
    record Self(String user) implements Need {}

    /** To be the user whose URLs are revoked. */
    record UrlsOf(String user) implements Need {}

    /** To see how this user is defined: to be this user, or SUPER. */
    record SeeUser(String user) implements Need {}

    /** To see these grants: one's own, those of one's roles, and those on what one may see; SUPER sees all. */
    record SeeGrants(ShowGrants.Scope scope) implements Need {}

    /**
     * Everything.
     *
     * @param privilege that Databend asks for, and names in its refusal
     */
    record Super(String privilege) implements Need {}
}
