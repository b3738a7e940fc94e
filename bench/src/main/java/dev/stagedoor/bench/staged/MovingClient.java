package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.system.Home;
import dev.stagedoor.signing.S3Credential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A command that moves files, as a user starts it. Its own start counts. */
final class MovingClient {
    private static final long LOOK_MILLIS = 50;

    /** Debian's: others may stand before it on the path. */
    private static final String AWS = "/usr/bin/aws";

    private final String name;
    private final Map<String, String> environment;
    private final Path log;
    private long peakKibibytes;

    private MovingClient(String name, Map<String, String> environment, Path log) {
        this.name = name;
        this.environment = environment;
        this.log = log;
    }

    /** Ours, with its defaults. */
    static MovingClient stagedoor(URI server, Path scratch) {
        String dsn = "databend://root:@127.0.0.1:" + server.getPort() + "/default?sslmode=disable";
        return new MovingClient("stagedoor", Map.of("STAGEDOOR_DSN", dsn), scratch.resolve("stagedoor.log"));
    }

    /**
     * The AWS CLI, tuned as "AWS CLI S3 configuration" of its reference has it: more requests at once, larger parts.
     *
     * @param requests at the same time
     */
    static MovingClient aws(URI endpoint, S3Credential key, int requests, Path scratch) throws IOException {
        Path configuration = Files.writeString(scratch.resolve("aws.config"), """
                [default]
                region = us-east-1
                s3 =
                  max_concurrent_requests = %d
                  multipart_chunksize = 64MB
                """.formatted(requests));
        return new MovingClient(
                "aws",
                Map.of(
                        "AWS_ACCESS_KEY_ID", key.accessKeyId(),
                        "AWS_SECRET_ACCESS_KEY", key.secretAccessKey().reveal(),
                        "AWS_CONFIG_FILE", configuration.toString(),
                        "AWS_EC2_METADATA_DISABLED", "true",
                        "ENDPOINT", endpoint.toString()),
                scratch.resolve("aws.log"));
    }

    /**
     * rclone, tuned as its pages on S3 and its flags have it.
     *
     * @param transfers files at the same time, and parts of one
     */
    static MovingClient rclone(URI endpoint, S3Credential key, int transfers, Path scratch) {
        Map<String, String> environment = new HashMap<>();
        environment.put("RCLONE_CONFIG", scratch.resolve("rclone.conf").toString());
        environment.put("RCLONE_CONFIG_BENCH_TYPE", "s3");
        environment.put("RCLONE_CONFIG_BENCH_PROVIDER", "Other");
        environment.put("RCLONE_CONFIG_BENCH_ACCESS_KEY_ID", key.accessKeyId());
        environment.put("RCLONE_CONFIG_BENCH_SECRET_ACCESS_KEY", key.secretAccessKey().reveal());
        environment.put("RCLONE_CONFIG_BENCH_ENDPOINT", endpoint.toString());
        environment.put("RCLONE_TRANSFERS", Integer.toString(transfers));
        environment.put("RCLONE_CHECKERS", Integer.toString(transfers));
        environment.put("RCLONE_S3_UPLOAD_CONCURRENCY", Integer.toString(transfers));
        environment.put("RCLONE_S3_CHUNK_SIZE", "64M");
        environment.put("RCLONE_MULTI_THREAD_STREAMS", Integer.toString(transfers));
        environment.put("RCLONE_S3_NO_CHECK_BUCKET", "true");
        return new MovingClient("rclone", environment, scratch.resolve("rclone.log"));
    }

    String name() {
        return name;
    }

    /** The most resident memory that a command of this client had, in MiB, looked at every 50 ms. */
    double peakMebibytes() {
        return peakKibibytes / 1024.0;
    }

    /**
     * Runs a command to its end.
     *
     * @param arguments behind the program's name; {@code aws} gets its endpoint
     * @return seconds
     * @throws IOException when it fails, with what it said
     */
    double run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        switch (name) {
            case "stagedoor" -> command.add(Home.root().resolve("stagedoor").toString());
            case "aws" -> command.addAll(List.of(AWS, "--endpoint-url", environment.get("ENDPOINT")));
            default -> command.add(name);
        }
        command.addAll(Arrays.asList(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().remove("AWS_CA_BUNDLE");
        builder.environment().putAll(environment);
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                peakKibibytes = Math.max(peakKibibytes, resident(process.pid()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + Files.readString(log));
        }
        return seconds;
    }

    /** The high-water mark of a process, in KiB; 0 when it has ended. */
    private static long resident(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (NoSuchFileException | UncheckedIOException e) {
            return 0;
        }
    }
}
