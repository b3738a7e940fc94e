package dev.stagedoor.storage;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Gives objects that lie on this machine to readers that take files, without sending their bytes. Every method is given objects as the
 * store listed them, and gives no other version of them.
 */
public interface LocalFiles {
    /** How many objects are asked for at once by {@link #shortContents}: with the longest of them, 4 MiB. */
    int MAX_SHORT_CONTENTS = 256;

    /** Objects up to this size may have no file of their own, and are then at hand many at a time. Bytes; 0 where each has a file. */
    int maxShortBytes();

    /** What {@link #shortContents} has of one object. */
    sealed interface ShortContent {
        record Bytes(byte[] bytes) implements ShortContent {}

        /** It has a file of its own. */
        record InFile() implements ShortContent {}

        /** As {@link ObjectStore#open}, or {@code PRECONDITION_FAILED} when the object is another by now. */
        record Failed(StorageException cause) implements ShortContent {}
    }

    /**
     * The contents of short objects, in one look.
     *
     * @param listed at most {@link #MAX_SHORT_CONTENTS}
     * @return one for each, in their order
     */
    List<ShortContent> shortContents(List<ObjectSummary> listed);

    /**
     * Gives the object's file another name. It has that name, and its content, until the name is deleted, also when the object is
     * overwritten or deleted meanwhile.
     *
     * @param name does not exist; in a directory that nobody else may enter
     * @return empty when the object has no file of its own, or the file system gives it no second name there
     * @throws StorageException {@code NOT_FOUND}; {@code PRECONDITION_FAILED} when the object is another by now; {@code DAMAGED}
     */
    Optional<LinkedFile> link(ObjectSummary listed, Path name);

    /** A file with a second name. */
    interface LinkedFile {
        /** Whether {@link #check} has anything to hold bytes against. */
        boolean hasChecksums();

        /**
         * Looks whether these bytes are what was put, as far as the store can tell.
         *
         * @throws StorageException {@code DAMAGED}; {@code PRECONDITION_FAILED} when the object is another by now and they were not looked
         *     at before
         */
        void check(Extent extent);

        /**
         * Looks whether others have written to the file since it was linked.
         *
         * @throws StorageException {@code PRECONDITION_FAILED}
         */
        void requireUnchanged();
    }
}
