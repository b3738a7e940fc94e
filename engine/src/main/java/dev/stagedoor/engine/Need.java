package dev.stagedoor.engine;

import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement.ShowGrants;

/** One thing a statement needs (stage-sql 2.18), precise enough to be decided without the statement. */
sealed interface Need {
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
     * To say who may do what with a stage, what its URLs are bound to and where it lies, and to put another in its place: its ownership.
     *
     * @param ifExists whether a stage that is not there passes
     */
    record OwnStage(String stage, boolean ifExists) implements Need {}

    /** To create connections: SUPER or CREATE CONNECTION. */
    record CreateConnection() implements Need {}

    /**
     * To use or look at a connection: ACCESS CONNECTION, or its ownership.
     *
     * @param inLocation whether it was named in the location of a stage, where an unknown one is another error
     */
    record AccessConnection(String name, boolean inLocation) implements Need {}

    /**
     * To replace, drop or grant a connection: its ownership.
     *
     * @param ifExists whether a connection that is not there needs nothing
     */
    record OwnConnection(String name, boolean ifExists) implements Need {}

    /** To be this user, or SUPER. */
    record Self(String user) implements Need {}

    /** To be the user whose URLs are revoked. */
    record UrlsOf(String user) implements Need {}

    /** To see these grants: one's own, those of one's roles, and those on what one may see; SUPER sees all. */
    record SeeGrants(ShowGrants.Scope scope) implements Need {}

    /** Everything. */
    record Super() implements Need {}
}
