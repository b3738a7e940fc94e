package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.system.Figure;
import dev.stagedoor.bench.system.Home;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Files of 4 GiB and of 10 KiB, moved by {@code stagedoor put} and {@code get}, by the AWS CLI and by rclone, to and from the door and
 * RADOS Gateway. Ours ask the server for plans; the others hold the bucket's key.
 */
public final class MoveBenchmark {
    private static final int LARGE_MEBIBYTES = 4096;
    private static final int SMALL_BYTES = 10 << 10;
    private static final int FILES_A_DIRECTORY = 1000;

    /** Files, parts and requests at the same time, of every client. */
    private static final int PARALLEL = 8;

    private final StagedOptions options;
    private final Path scratch;

    private MoveBenchmark(StagedOptions options, Path scratch) {
        this.options = options;
        this.scratch = scratch;
    }

    /** @param arguments {@code --only door,ceph,many}, {@code --mebibytes N}, {@code --files N}, {@code --rounds N} */
    public static void main(String[] arguments) throws IOException {
        var options = StagedOptions.parse(arguments, LARGE_MEBIBYTES);
        Figure.heading("Files moved by commands, each from its start to its end");
        Path scratch = Home.temporaryDirectory().toRealPath();
        try {
            new MoveBenchmark(options, scratch).run();
        } finally {
            Home.delete(scratch);
        }
    }

    private void run() throws IOException {
        if (options.asks(StagedOptions.Part.DOOR) || options.asks(StagedOptions.Part.CEPH)) {
            Path large = scratch.resolve("large.bin");
            write(large, options.bytes());
            if (options.asks(StagedOptions.Part.DOOR)) {
                large(BucketStore.door(), large);
            }
            if (options.asks(StagedOptions.Part.CEPH) && CephGateway.isInstalled()) {
                large(BucketStore.radosGateway(), large);
            }
            Files.delete(large);
        }
        if (options.asks(StagedOptions.Part.MANY)) {
            many();
        }
    }

    private static void write(Path file, long bytes) throws IOException {
        var random = new SplittableRandom(13);
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < bytes; written += block.length) {
                random.nextBytes(block);
                out.write(block, 0, (int) Math.min(block.length, bytes - written));
            }
        }
    }

    /** Seconds of each round, by client. */
    private record Times(double[] ours, double[] aws, double[] rclone) {
        Times(int rounds) {
            this(new double[rounds], new double[rounds], new double[rounds]);
        }

        void tell(String what, double ofAws, double ofRclone) {
            System.out.printf(
                    Locale.ROOT, "%s: %s s; aws %s s; rclone %s s%n",
                    what, Figure.quartiles(ours), Figure.quartiles(aws), Figure.quartiles(rclone));
            Figure.atLeast(what + ", times as fast as the AWS CLI", ratio(aws, ours), ofAws, "x");
            Figure.atLeast(what + ", times as fast as rclone", ratio(rclone, ours), ofRclone, "x");
        }

        private static double ratio(double[] these, double[] those) {
            double[] ratios = new double[these.length];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = these[i] / those[i];
            }
            return Figure.median(ratios);
        }
    }

    /** The server that ours ask, and the clients. */
    private record World(StagedServer server, MovingClient ours, MovingClient aws, MovingClient rclone, String bucket)
            implements AutoCloseable {
        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private World world(BucketStore store) throws IOException {
        var server = StagedServer.empty();
        server.execute(store.createStage("bench", store.endpoint()));
        return new World(
                server,
                MovingClient.stagedoor(server.address(), scratch),
                MovingClient.aws(store.endpoint(), store.credential(), PARALLEL, scratch),
                MovingClient.rclone(store.endpoint(), store.credential(), PARALLEL, scratch),
                store.bucket());
    }

    /** The stage lies over the bucket, so that all clients send the same bytes to the same place. */
    private void large(BucketStore store, Path file) throws IOException {
        try (store;
                World world = world(store)) {
            var up = new Times(options.rounds());
            var down = new Times(options.rounds());
            for (int i = -1; i < options.rounds(); i++) {
                Path back = scratch.resolve("back");
                double[] ours = both(world.ours(), "put", file.toString(), "@bench/ours/", "get", "@bench/ours/large.bin", back + "/");
                same(file, back.resolve("large.bin"));
                String bucket = "s3://" + world.bucket() + "/aws/large.bin";
                double[] aws = both(world.aws(), "s3 cp --only-show-errors", file.toString(), bucket,
                        "s3 cp --only-show-errors", bucket, back.resolve("aws.bin").toString());
                String remote = "bench:" + world.bucket() + "/rclone/large.bin";
                double[] rclone = both(world.rclone(), "copyto", file.toString(), remote, "copyto", remote,
                        back.resolve("rclone.bin").toString());
                delete(back);
                world.server().execute("REMOVE @bench/");
                if (i >= 0) {
                    up.ours[i] = ours[0];
                    down.ours[i] = ours[1];
                    up.aws[i] = aws[0];
                    down.aws[i] = aws[1];
                    up.rclone[i] = rclone[0];
                    down.rclone[i] = rclone[1];
                    System.out.printf(
                            Locale.ROOT, "round %d, %s: up %.2f s, aws %.2f s, rclone %.2f s; down %.2f s, aws %.2f s, rclone %.2f s%n",
                            i + 1, store.name(), ours[0], aws[0], rclone[0], ours[1], aws[1], rclone[1]);
                }
            }
            up.tell("upload of " + options.mebibytes() + " MiB to " + store.name(), 1.5, 1.1);
            down.tell("download of " + options.mebibytes() + " MiB from " + store.name(), 1.5, 1.1);
            Figure.atMost("resident memory of our client, at most", world.ours().peakMebibytes(), 128, "MiB");
            System.out.printf(Locale.ROOT, "resident at most: aws %.0f MiB, rclone %.0f MiB%n",
                    world.aws().peakMebibytes(), world.rclone().peakMebibytes());
        }
    }

    /** Up and down, with what must be on the disk written out between. */
    private double[] both(MovingClient client, String up, String from, String to, String down, String source, String target)
            throws IOException {
        Files.createDirectories(scratch.resolve("back"));
        flushDisks();
        double first = client.run(arguments(up, from, to));
        flushDisks();
        return new double[] {first, client.run(arguments(down, source, target))};
    }

    private static String[] arguments(String command, String from, String to) {
        return Stream.concat(Stream.of(command.split(" ")), Stream.of(from, to)).toArray(String[]::new);
    }

    private static void flushDisks() throws IOException {
        try {
            new ProcessBuilder("sync").start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void same(Path file, Path back) throws IOException {
        if (Files.mismatch(file, back) >= 0) {
            throw new IOException("what came back is another file");
        }
    }

    private static void delete(Path directory) throws IOException {
        Home.delete(directory);
    }

    private void many() throws IOException {
        Path directory = Files.createDirectories(scratch.resolve("many"));
        for (int i = 0; i < options.files(); i++) {
            Path below = directory.resolve("d" + i / FILES_A_DIRECTORY);
            if (i % FILES_A_DIRECTORY == 0) {
                Files.createDirectories(below);
            }
            write(below.resolve("f" + i + ".bin"), SMALL_BYTES);
        }
        try (BucketStore store = BucketStore.door();
                World world = world(store)) {
            var up = new Times(options.rounds());
            for (int i = -1; i < options.rounds(); i++) {
                flushDisks();
                double ours = world.ours().run("put", directory + "/", "@bench/ours/");
                flushDisks();
                double aws = world.aws().run(
                        "s3", "cp", "--recursive", "--only-show-errors", directory.toString(), "s3://" + world.bucket() + "/aws/");
                flushDisks();
                double rclone = world.rclone().run("copy", "--no-traverse", directory.toString(), "bench:" + world.bucket() + "/rclone");
                world.server().execute("REMOVE @bench/");
                if (i >= 0) {
                    up.ours[i] = ours;
                    up.aws[i] = aws;
                    up.rclone[i] = rclone;
                    System.out.printf(
                            Locale.ROOT, "round %d, %,d files: %.2f s, aws %.2f s, rclone %.2f s%n",
                            i + 1, options.files(), ours, aws, rclone);
                }
            }
            up.tell("upload of " + options.files() + " files of 10 KiB to the door", 5, 1.5);
        }
    }
}
