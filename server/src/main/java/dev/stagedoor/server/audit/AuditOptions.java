package dev.stagedoor.server.audit;

import java.nio.file.Path;

/**
 * Where the audit log goes.
 *
 * @param maxBytes of one file; the line that would make it larger begins the next
 * @param keep how many full files are kept beside the one that is written, as {@code <file>.1}, the youngest, to {@code <file>.<keep>}; 0
 *     for none
 */
public record AuditOptions(Target target, long maxBytes, int keep) {
    public static final long DEFAULT_MAX_BYTES = 100L << 20;
    public static final int DEFAULT_KEEP = 10;

    /** No audit log. */
    public static final AuditOptions OFF = new AuditOptions(new Target.Nowhere(), DEFAULT_MAX_BYTES, DEFAULT_KEEP);

    /** What lines are written to. */
    public sealed interface Target {
        record Nowhere() implements Target {}

        /** Standard output, which is never rotated. */
        record StandardOutput() implements Target {}

        record File(Path path) implements Target {}
    }
}
