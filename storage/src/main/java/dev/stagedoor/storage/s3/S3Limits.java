package dev.stagedoor.storage.s3;

import java.time.Duration;

/** Every bound on what is sent to a store and waited for. Sizes are Amazon S3's ("Amazon S3 multipart upload limits", S3 user guide). */
final class S3Limits {
    /** The largest body of one PUT: 5 GiB. */
    static final long MAX_SINGLE_PUT_BYTES = 5L << 30;

    /**
     * A body no longer than this is held in memory until its end, and can be sent again. Also the size of a part, which must be 5 MiB or
     * more.
     */
    static final int BUFFER_BYTES = 8 << 20;

    /** The smallest part but the last: 5 MiB. */
    static final long MIN_PART_BYTES = 5L << 20;

    /** The largest object of an upload in parts: 5 TiB, which all of these servers know. */
    static final long MAX_MULTIPART_BYTES = 5L << 40;

    /** Parts of one upload. */
    static final int MAX_PARTS = 10_000;

    /** What that many parts hold: 78.1 GiB. */
    static final long MAX_OBJECT_BYTES = (long) BUFFER_BYTES * MAX_PARTS;

    /** Keys in one DeleteObjects request. */
    static final int DELETE_BATCH = 1_000;

    /** Objects in one page of a listing. */
    static final int LIST_PAGE = 1_000;

    /** How often a request is made before its failure is reported. Between attempts: the SDK's exponential back-off with jitter. */
    static final int MAX_ATTEMPTS = 4;

    /** One attempt of a request whose bodies are small. */
    static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(15);

    /** All attempts of such a request and the pauses between them. */
    static final Duration CALL_TIMEOUT = Duration.ofSeconds(45);

    /** One attempt to send a buffer: at least 70 kB/s. */
    static final Duration BUFFER_ATTEMPT_TIMEOUT = Duration.ofMinutes(2);

    /** All attempts to send a buffer. */
    static final Duration BUFFER_CALL_TIMEOUT = Duration.ofMinutes(5);

    /**
     * A body that streams through comes as fast as its sender sends; stalls are the sockets' time-outs to notice. This only ends what hangs
     * for good.
     */
    static final Duration STREAM_TIMEOUT = Duration.ofHours(24);

    /** How often reading an object is taken up again after the connection broke. */
    static final int MAX_RESUMES = 3;

    /** How long an assumed role's credentials last: the most that STS allows where roles assume roles. */
    static final Duration ROLE_SESSION = Duration.ofHours(1);

    /** Credentials are renewed in the background this long before they expire, so that nobody waits for it. */
    static final Duration RENEW_AHEAD = Duration.ofMinutes(10);

    /** Credentials this close to their end are not used. */
    static final Duration STALE = Duration.ofMinutes(1);

    /** Characters of a store's own message that an error shows. */
    static final int MAX_SHOWN_MESSAGE = 200;

    private S3Limits() {}
}
