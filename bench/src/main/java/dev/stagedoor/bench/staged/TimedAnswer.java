package dev.stagedoor.bench.staged;

import java.io.IOException;

/**
 * What came, and how long it took from asking to the last row at the asker.
 *
 * @param text the rows as one line
 */
record TimedAnswer(double seconds, String text) {
    /** Asks somebody. */
    @FunctionalInterface
    interface Question {
        String ask() throws IOException;
    }

    /** @throws IOException when there are no rows: of that nothing could be compared */
    static TimedAnswer of(Question question) throws IOException {
        long start = System.nanoTime();
        String text = question.ask();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (text.isEmpty()) {
            throw new IOException("no rows came");
        }
        return new TimedAnswer(seconds, text);
    }
}
