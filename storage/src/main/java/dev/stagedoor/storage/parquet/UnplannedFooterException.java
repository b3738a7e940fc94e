package dev.stagedoor.storage.parquet;

/** The footer is damaged, or says something of the file that is not taken into account here: whoever reads it needs the whole file. */
public final class UnplannedFooterException extends Exception {
    UnplannedFooterException(String message) {
        super(message);
    }

    UnplannedFooterException(Throwable cause) {
        super(cause);
    }
}
