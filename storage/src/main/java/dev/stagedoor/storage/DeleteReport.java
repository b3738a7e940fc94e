package dev.stagedoor.storage;

import java.util.List;

/**
 * What a delete did. A key that did not exist counts as deleted.
 *
 * @param deleted how many keys are gone
 * @param failures each key that is still there, and why, in the order they were given
 */
public record DeleteReport(long deleted, List<Failure> failures) {
    public record Failure(String key, String reason) {}

    public DeleteReport {
        failures = List.copyOf(failures);
    }
}
