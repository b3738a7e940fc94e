package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.system.Figure;
import dev.stagedoor.bench.system.Home;
import java.io.IOException;
import java.util.Locale;

/** A batch of databend-jdbc beside INSERTs of a row each from the same connection. Fewer of those: what is compared is rows in a second. */
final class BatchComparison {
    private static final int BATCH_ROWS = 100_000;
    private static final int SINGLE_ROWS = 500;
    private static final double GOAL = 5;

    private BatchComparison() {}

    static void run(StagedServer server, int rounds) throws IOException {
        double[] batches = new double[rounds];
        double[] singles = new double[rounds];
        double[] ratios = new double[rounds];
        try (var driver = JdbcInsertPeer.start(server.address(), Home.root().resolve("bench/target").toAbsolutePath())) {
            driver.ask("batch " + BATCH_ROWS);
            driver.ask("single " + SINGLE_ROWS);
            for (int i = 0; i < rounds; i++) {
                batches[i] = BATCH_ROWS / rows("batch", BATCH_ROWS, server, driver);
                singles[i] = SINGLE_ROWS / rows("single", SINGLE_ROWS, server, driver);
                ratios[i] = batches[i] / singles[i];
                System.out.printf(
                        Locale.ROOT, "round %d, databend-jdbc: a batch of %,d rows %.0f rows/s; INSERTs of a row %.0f rows/s; ratio %.0f%n",
                        i + 1, BATCH_ROWS, batches[i], singles[i], ratios[i]);
            }
        }
        System.out.printf(
                "databend-jdbc: batches %s rows/s; INSERTs of a row %s rows/s; ratio %s%n",
                Figure.quartiles(batches), Figure.quartiles(singles), Figure.quartiles(ratios));
        Figure.atLeast("a batch of databend-jdbc, times the rows of single INSERTs", Figure.median(ratios), GOAL, "x");
    }

    /** Seconds; what was inserted must be there. */
    private static double rows(String how, int rows, StagedServer server, AskedPeer driver) throws IOException {
        double seconds = Double.parseDouble(driver.ask(how + " " + rows));
        String found = server.ask("SELECT count(*) FROM numbered").strip();
        if (!found.equals(String.valueOf(rows))) {
            throw new IOException("databend-jdbc inserted " + found + " rows of " + rows);
        }
        return seconds;
    }
}
