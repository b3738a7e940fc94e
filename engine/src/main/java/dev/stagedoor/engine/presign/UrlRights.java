package dev.stagedoor.engine.presign;

import dev.stagedoor.engine.file.StageFile;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.local.DoorTerms;

/**
 * What whoever receives and sends files asks before each request and before the last byte of each upload. Answers from memory; for a URL of
 * before the first version that signs its basis, from the ledger. Safe for many threads.
 */
public interface UrlRights {
    /**
     * Whether the user who asked for a URL may still do what it does. Counted are all roles granted to that user, whatever roles the
     * session had in which the URL was asked for.
     *
     * @param terms that were signed into the URL
     * @param key that the URL names, in a store behind the door
     */
    UrlStanding ofUrl(DoorTerms terms, HttpMethod method, ObjectKey key);

    /** Whether the user who began an upload through the server may still write the file. */
    UrlStanding ofUpload(StageFile file);

    /** Which every upload enters before it asks for the last time. */
    CommitBarrier barrier();
}
