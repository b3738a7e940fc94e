package dev.stagedoor.client.transfer;

/** Told how a transfer goes, by any of its threads. */
public interface TransferListener {
    /** There is one more file to move. */
    void found(FileMove move);

    /** The first request of a file is next. @param alreadyThere bytes that an earlier transfer has moved */
    void begun(FileMove move, long alreadyThere);

    /** @param bytes that have moved since; negative for those of a try that failed */
    void moved(FileMove move, long bytes);

    /** It is where it should be, whole. @param etag of the file in its store; empty when it does not tell */
    void done(FileMove move, String etag);

    /** It was left alone. @param why a sentence */
    void skipped(FileMove move, String why);

    /** It is not where it should be. @param why a sentence */
    void failed(FileMove move, String why);

    /** Something that was named is not there, or has no file that is meant. */
    void missing(String source);
}
