package dev.stagedoor.cli;

/** What the command's exit code means. */
final class ExitCode {
    static final int OK = 0;
    /** Something failed; one line on standard error says what. */
    static final int ERROR = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;
    /** Some files were moved, and others were not. */
    static final int PARTLY = 3;
    /** There is no such file. */
    static final int NOT_FOUND = 4;
    /** Ended at once by a second Ctrl-C while stopping. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
