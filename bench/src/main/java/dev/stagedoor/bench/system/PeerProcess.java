package dev.stagedoor.bench.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own, started and waited for until it says that it is ready. */
public final class PeerProcess implements AutoCloseable {
    private static final long STOP_SECONDS = 20;
    private static final String PEAK = "VmHWM:";

    private final Process process;
    private final Matcher ready;
    private final double secondsToReady;

    private PeerProcess(Process process, Matcher ready, double secondsToReady) {
        this.process = process;
        this.ready = ready;
        this.secondsToReady = secondsToReady;
    }

    /** Starts a command and reads its standard output up to the first line in which {@code readyLine} is found. */
    public static PeerProcess start(List<String> command, Map<String, String> environment, Pattern readyLine) throws IOException {
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        long begun = System.nanoTime();
        var process = builder.start();
        var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            var match = readyLine.matcher(line);
            if (match.find()) {
                double seconds = (System.nanoTime() - begun) / 1e9;
                Thread.ofVirtual().start(() -> drain(output));
                return new PeerProcess(process, match, seconds);
            }
        }
        throw new IOException("ended before it was ready: " + String.join(" ", command));
    }

    /** Reads on, so that the server never waits for a full pipe. */
    private static void drain(BufferedReader output) {
        try (output) {
            while (output.readLine() != null) {
                continue;
            }
        } catch (IOException e) {
            // The process is gone, and with it what it had to say.
        }
    }

    /** A group of the pattern the ready line was found by. */
    public String ready(int group) {
        return ready.group(group);
    }

    public double secondsToReady() {
        return secondsToReady;
    }

    /** Resident memory now, in MiB, from {@code /proc}. */
    public double residentMebibytes() throws IOException {
        return mebibytes(process.pid(), "VmRSS:");
    }

    /** The most resident memory that it and the processes that it has started now have had, in MiB, each by itself. */
    public double peakMebibytes() throws IOException {
        double all = mebibytes(process.pid(), PEAK);
        for (ProcessHandle child : process.descendants().toList()) {
            all += mebibytes(child.pid(), PEAK);
        }
        return all;
    }

    private static double mebibytes(long pid, String what) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith(what)) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
            }
        }
        throw new IOException("no " + what + " of process " + pid);
    }

    /** Processor time of all its threads since it was started. */
    public Duration processorTime() throws IOException {
        return process.info().totalCpuDuration().orElseThrow(() -> new IOException("no processor time for process " + process.pid()));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
