package dev.stagedoor.storage.mirror;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The first records of a text file, for somebody who wants no more of a long one.
 *
 * @param bytes how much of the file is looked at
 * @param recordEnd the byte that a record ends with
 * @param quote stands before and behind a field that may hold that byte, and twice for itself
 * @param plain whether records can be told apart in a local file, of which these bytes are there; else all of it is wanted
 */
public record Beginning(int bytes, byte recordEnd, Optional<Byte> quote, Predicate<Path> plain) {
    /** Where the last record ends that is whole in these bytes; 0 when none is. */
    int wholeRecords(byte[] content) {
        int end = 0;
        boolean within = false;
        for (int i = 0; i < content.length; i++) {
            if (quote.isPresent() && content[i] == quote.get()) {
                within = !within;
            } else if (content[i] == recordEnd && !within) {
                end = i + 1;
            }
        }
        return end;
    }
}
