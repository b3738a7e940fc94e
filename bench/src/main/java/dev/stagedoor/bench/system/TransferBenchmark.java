package dev.stagedoor.bench.system;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * PUT and GET of 1 GiB and PUTs of 1 KiB through presigned URLs: the door, fully durable, beside the file-system store of s3proxy, which
 * does not fsync. Both start empty, both verify signatures; the rounds alternate.
 */
public final class TransferBenchmark {
    private static final long LARGE_BYTES = Long.getLong("stagedoor.bench.bytes", 1L << 30);
    private static final int SMALL_BYTES = 1024;
    private static final int SMALL_PUTS = Integer.getInteger("stagedoor.bench.puts", 20_000);
    private static final int CONNECTIONS = 16;
    private static final List<Integer> DOWNLOADING = List.of(1, 4, 16);
    private static final int ROUNDS = 5;
    private static final int WARM_UP_ROUNDS = 1;
    private static final String LARGE_KEY = "large.bin";
    private static final Duration SMALL_LIMIT = Duration.ofSeconds(60);

    private TransferBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Figure.heading("Presigned transfers; the door is fully durable, s3proxy does not fsync");
        Path data = Home.temporaryDirectory();
        Path peerData = Home.temporaryDirectory();
        try (var door = Contender.door(data);
                var s3proxy = Contender.s3proxy(peerData)) {
            large(door, s3proxy);
            small(door, s3proxy);
        } finally {
            Home.delete(data);
            Home.delete(peerData);
        }
    }

    private static void large(Contender door, Contender s3proxy) throws IOException {
        double[] put = new double[ROUNDS];
        var get = new TreeMap<Integer, double[]>();
        for (int i = -WARM_UP_ROUNDS; i < ROUNDS; i++) {
            double doorPut = put(door);
            double peerPut = put(s3proxy);
            flushDisks();
            if (i >= 0) {
                put[i] = doorPut / peerPut;
                System.out.printf(
                        "round %d, PUT of 1 GiB: %.0f MB/s durable, s3proxy %.0f MB/s without fsync, ratio %.2f%n",
                        i + 1, doorPut, peerPut, put[i]);
            }
            for (int connections : DOWNLOADING) {
                double ratio = compareDownloads(door, s3proxy, connections, i + 1);
                if (i >= 0) {
                    get.computeIfAbsent(connections, _ -> new double[ROUNDS])[i] = ratio;
                }
            }
        }
        Figure.atLeast("PUT of 1 GiB, durable, against s3proxy", Figure.median(put), 1.3, "x");
        for (var entry : get.entrySet()) {
            Figure.atLeast("GET against s3proxy, connections: " + entry.getKey(), Figure.median(entry.getValue()), 1.5, "x");
        }
    }

    /** Each goes first once, so that neither gains from what the other left behind. */
    private static double compareDownloads(Contender door, Contender s3proxy, int connections, int round) throws IOException {
        Download doorFirst = get(door, connections);
        Download peerFirst = get(s3proxy, connections);
        Download peerSecond = get(s3proxy, connections);
        Download doorSecond = get(door, connections);
        Download mine = doorFirst.and(doorSecond);
        Download theirs = peerFirst.and(peerSecond);
        double ratio = mine.megabytesPerSecond() / theirs.megabytesPerSecond();
        if (round > 0) {
            System.out.printf(
                    "round %d, GET, connections: %d: %.0f MB/s, s3proxy %.0f MB/s, ratio %.2f; processor time for a GiB %.2f s,"
                            + " s3proxy %.2f s%n",
                    round, connections, mine.megabytesPerSecond(), theirs.megabytesPerSecond(), ratio,
                    mine.cpuSecondsPerGibibyte(), theirs.cpuSecondsPerGibibyte());
        }
        return ratio;
    }

    /** @param cpuSeconds of the server's processor time */
    private record Download(double bytes, double seconds, double cpuSeconds) {
        Download and(Download other) {
            return new Download(bytes + other.bytes, seconds + other.seconds, cpuSeconds + other.cpuSeconds);
        }

        double megabytesPerSecond() {
            return bytes / 1e6 / seconds;
        }

        double cpuSecondsPerGibibyte() {
            return cpuSeconds / bytes * (1L << 30);
        }
    }

    private static double put(Contender contender) throws IOException {
        return megabytesPerSecond(Transfer.put(contender.presign("PUT", LARGE_KEY), LARGE_BYTES));
    }

    /** One connection downloads the whole object, as does each of four; more of them share as many bytes as those four. */
    private static Download get(Contender contender, int connections) throws IOException {
        long each = Math.min(LARGE_BYTES, 4 * LARGE_BYTES / connections);
        URI url = contender.presign("GET", LARGE_KEY);
        Duration before = contender.processorTime();
        double seconds = Transfer.get(url, each, connections);
        double cpuSeconds = contender.processorTime().minus(before).toNanos() / 1e9;
        return new Download((double) each * connections, seconds, cpuSeconds);
    }

    /** s3proxy leaves a gigabyte for the kernel to write: that must not be going on while downloads are measured. */
    private static void flushDisks() throws IOException {
        try {
            new ProcessBuilder("sync").start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static double megabytesPerSecond(double seconds) {
        return LARGE_BYTES / 1e6 / seconds;
    }

    private static void small(Contender door, Contender s3proxy) throws IOException {
        double[] ratio = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            double mine = smallPuts(door, i);
            double theirs = smallPuts(s3proxy, i);
            ratio[i] = mine / theirs;
            System.out.printf(
                    "round %d, 1 KiB PUT, 16 connections: %,.0f/s durable; s3proxy %,.0f/s without fsync; ratio %.2f%n",
                    i + 1, mine, theirs, ratio[i]);
        }
        Figure.atLeast("1 KiB PUTs, 16 connections, durable, against s3proxy", Figure.median(ratio), 1.0, "x");
    }

    private static double smallPuts(Contender contender, int round) throws IOException {
        byte[] body = new byte[SMALL_BYTES];
        new Random(round).nextBytes(body);
        var requests = new ArrayList<ByteBuffer>(SMALL_PUTS);
        for (int i = 0; i < SMALL_PUTS; i++) {
            requests.add(Transfer.putRequest(contender.presign("PUT", "small/" + round + "/" + i + ".bin"), body));
        }
        Iterator<ByteBuffer> iterator = requests.iterator();
        Supplier<ByteBuffer> next = () -> iterator.hasNext() ? iterator.next() : null;
        var outcome = new ClosedLoop(Home.address(contender.address()), CONNECTIONS).run(next, SMALL_LIMIT);
        if (outcome.failures() > 0) {
            throw new IOException(outcome.failures() + " PUTs failed at " + contender.address());
        }
        return outcome.perSecond();
    }
}
