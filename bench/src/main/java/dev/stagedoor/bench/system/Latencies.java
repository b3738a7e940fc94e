package dev.stagedoor.bench.system;

/** A histogram of latencies: 10 µs wide cells up to one second, the last cell holds everything longer. */
public final class Latencies {
    private static final int CELL_NANOS = 10_000;
    private static final int CELLS = 100_000;

    private final long[] counts = new long[CELLS + 1];
    private long total;

    void record(long nanos) {
        counts[(int) Math.min(nanos / CELL_NANOS, CELLS)]++;
        total++;
    }

    long total() {
        return total;
    }

    /** The latency that {@code share} of all requests (0 … 1) did not exceed, in milliseconds. */
    double percentileMillis(double share) {
        long wanted = (long) Math.ceil(total * share);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return (i + 1) * (CELL_NANOS / 1e6);
            }
        }
        return Double.NaN;
    }
}
