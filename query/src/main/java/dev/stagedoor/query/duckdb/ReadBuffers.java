package dev.stagedoor.query.duckdb;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much of a text file DuckDB reads at once. It holds a buffer for each thread of each query, and a query that finds no room for one
 * fails: with DuckDB's own 32 MB, four queries of two threads each do not fit in 256 MiB. Smaller ones cost a tenth of the time. So a query
 * that comes while others run gets smaller ones. Safe for use by many threads.
 */
final class ReadBuffers {
    /** DuckDB's own size, in bytes, and the largest. */
    static final int MAX_BYTES = 32_000_000;

    /** The longest record, in bytes: DuckDB's own limit, which it raises to the size of the buffer unless it is told. */
    static final int MAX_RECORD_BYTES = 2_000_000;

    /** The buffers of one query alone may take this part of the memory. */
    private static final int SHARE_ALONE = 4;

    /** Those of a query beside others may take this part. */
    private static final int SHARE_BESIDE_OTHERS = 16;

    private final DatabaseOptions options;
    private final AtomicInteger queries = new AtomicInteger();

    ReadBuffers(DatabaseOptions options) {
        this.options = options;
    }

    /** A query begins; it ends when what this gives is closed. */
    Size enter() {
        int share = queries.incrementAndGet() == 1 ? SHARE_ALONE : SHARE_BESIDE_OTHERS;
        long bytes = options.memoryBytes() / share / options.threads();
        return new Size((int) Math.clamp(bytes, MAX_RECORD_BYTES, MAX_BYTES));
    }

    /** The buffers of one query. */
    final class Size implements AutoCloseable {
        private final int bytes;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Size(int bytes) {
            this.bytes = bytes;
        }

        int bytes() {
            return bytes;
        }

        /** Of DuckDB's reader of CSV, after other options. */
        String options() {
            return ", buffer_size = " + bytes + ", max_line_size = " + MAX_RECORD_BYTES;
        }

        /** More than once is no error. */
        @Override
        public void close() {
            if (!ended.getAndSet(true)) {
                queries.decrementAndGet();
            }
        }
    }
}
