package dev.stagedoor.storage.embedded;

import java.util.List;

/** A change of the index, whole or not at all. */
sealed interface Mutation {
    /**
     * @param onlyIfAbsent refused when the key exists
     */
    record Put(IndexedObject object, boolean onlyIfAbsent) implements Mutation {}

    /** Keys that do not exist are no error. */
    record Delete(List<String> keys) implements Mutation {}
}
