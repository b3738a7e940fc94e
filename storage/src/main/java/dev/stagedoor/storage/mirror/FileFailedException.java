package dev.stagedoor.storage.mirror;

import dev.stagedoor.storage.StorageException;

/** One of several files could not be had. */
public final class FileFailedException extends RuntimeException {
    private final transient StorageException failure;
    private final int file;

    FileFailedException(int file, StorageException failure) {
        super(failure);
        this.file = file;
        this.failure = failure;
    }

    /** Which of the files that were asked for, counted from 0. */
    public int file() {
        return file;
    }

    /** Why. */
    public StorageException failure() {
        return failure;
    }
}
