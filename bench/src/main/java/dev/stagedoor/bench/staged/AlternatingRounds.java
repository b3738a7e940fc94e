package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.system.Figure;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/**
 * The server and a peer by turns, each first in every other round. Both must give the same answer.
 *
 * @param count rounds that count; one before them does not
 */
record AlternatingRounds(int count) {
    /** A contender, who says how long it took itself: what it does before and after does not count. */
    @FunctionalInterface
    interface Contestant {
        TimedAnswer answer() throws IOException;
    }

    /** Seconds of each round. */
    record Times(double[] ours, double[] peers) {
        /** Our time as a share of the peer's. */
        double share() {
            return Figure.median(ratios(ours, peers));
        }

        /** How many times as fast we are. */
        double speed() {
            return Figure.median(ratios(peers, ours));
        }

        private static double[] ratios(double[] these, double[] those) {
            double[] ratios = new double[these.length];
            Arrays.setAll(ratios, i -> these[i] / those[i]);
            return ratios;
        }
    }

    /**
     * Runs all rounds and prints each.
     *
     * @throws IOException when the answers differ
     */
    Times run(String what, Contestant ours, String peerName, Contestant peer) throws IOException {
        var times = new Times(new double[count], new double[count]);
        for (int i = -1; i < count; i++) {
            boolean weGoFirst = i % 2 == 0;
            TimedAnswer mine = weGoFirst ? ours.answer() : null;
            TimedAnswer theirs = peer.answer();
            mine = mine == null ? ours.answer() : mine;
            if (!mine.text().equals(theirs.text())) {
                throw new IOException(what + ": the answer is " + mine.text() + ", of " + peerName + " " + theirs.text());
            }
            if (i >= 0) {
                times.ours[i] = mine.seconds();
                times.peers[i] = theirs.seconds();
                System.out.printf(
                        Locale.ROOT, "round %d, %s: %.3f s; %s %.3f s; ratio %.2f%n",
                        i + 1, what, mine.seconds(), peerName, theirs.seconds(), mine.seconds() / theirs.seconds());
            }
        }
        System.out.printf(
                "%s: %s s; %s %s s; ratio %s%n",
                what, Figure.quartiles(times.ours), peerName, Figure.quartiles(times.peers),
                Figure.quartiles(Times.ratios(times.ours, times.peers)));
        return times;
    }
}
