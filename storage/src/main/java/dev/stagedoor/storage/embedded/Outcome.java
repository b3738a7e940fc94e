package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.StorageException;

/** What became of a {@link Mutation}. */
sealed interface Outcome {
    /** It was made, and there is nothing to tell. */
    record Changed() implements Outcome {}

    /** Parts became this object. */
    record Completed(ObjectSummary object) implements Outcome {}

    /** Some of what is to be deleted is still there. */
    record More() implements Outcome {}

    /** Nothing was changed. */
    record Refused(StorageException cause) implements Outcome {}
}
