package dev.stagedoor.storage.embedded;

import java.io.IOException;

/** A blob's bytes are not those that were written. */
final class DamagedBlobException extends IOException {
    DamagedBlobException(String message) {
        super(message);
    }
}
