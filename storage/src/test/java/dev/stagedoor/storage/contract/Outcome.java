package dev.stagedoor.storage.contract;

/** How a test of the contract ended; a feature's outcome is the last of these that any of its tests had. */
public enum Outcome {
    PASSED,
    /** The store differs from the rule in a way that its suite declares. */
    DEVIATES,
    /** The store lacks the capability, says so, and refuses. */
    REFUSED,
    SKIPPED,
    FAILED
}
