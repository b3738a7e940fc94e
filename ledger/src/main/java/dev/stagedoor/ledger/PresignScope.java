package dev.stagedoor.ledger;

/** Which URLs a revocation is about. */
public sealed interface PresignScope {
    /** Of a named stage. */
    record Stage(String name) implements PresignScope {}

    /** Of a user's own stage. */
    record UserStage(String user) implements PresignScope {}

    /** Asked for by a user, on whatever stage. */
    record User(String user) implements PresignScope {}
}
