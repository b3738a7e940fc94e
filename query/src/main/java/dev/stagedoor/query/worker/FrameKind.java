package dev.stagedoor.query.worker;

/** What a frame says. The number of a kind on the wire is its ordinal: both ends are of one build. */
enum FrameKind {
    /** To the worker, the first of a connection: run a query. */
    RUN,
    /** To the worker, the first of a connection: tell the functions that a query may call. */
    LIST_FUNCTIONS,
    /** To the worker: the next rows. */
    FETCH,
    /** To the worker: end the query. May come at any time, and more than once. */
    CANCEL,
    /** To the worker: the query is not wanted any more. It lets go of everything and answers {@link #CLOSED}. */
    CLOSE,
    /** To the server: begin to read a relation under a number, some of its columns; the first rows are wanted. */
    OPEN_RELATION,
    /** To the server: the next rows under that number. */
    NEXT_OF_RELATION,
    /** To the server: no more rows under that number. Has no answer. */
    CLOSE_RELATION,
    /** To the server: the files of a location. */
    LIST_FILES,
    /** To the worker: the files that {@link #LIST_FILES} asked for. */
    FILES,
    /** To the server: files that are wanted whole, one after the other; the first is wanted now. */
    READ_FILES,
    /** To the server: the next file of those that {@link #READ_FILES} asked for. */
    NEXT_FILE,
    /** To the worker: all bytes of a file. */
    CONTENT,
    /** To the server, while it waits: how many rows of how many were read. Has no answer. */
    PROGRESS,
    /** To the server: the query has begun; its columns. */
    OPENED,
    /** To the worker: rows of a relation, none when there are no more. To the server: whether these are the last, and rows. */
    ROWS,
    /** To the server: the functions. */
    FUNCTIONS,
    /** Either way: what was asked for failed. */
    FAILED,
    /** To the server: nothing of the query is left. The last of a connection. */
    CLOSED;

    private static final FrameKind[] KINDS = values();

    /** @throws IllegalArgumentException when there is no such number */
    static FrameKind of(int number) {
        if (number < 0 || number >= KINDS.length) {
            throw new IllegalArgumentException("no kind of frame has the number " + number);
        }
        return KINDS[number];
    }
}
