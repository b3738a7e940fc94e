package dev.stagedoor.bench;

import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Presigning and verifying on one thread, and how far they are from their targets. */
final class SigningBenchmarks {
    private static final double PRESIGN_TARGET_PER_SECOND = 300_000;
    private static final double PRESIGN_TARGET_TIMES_SDK = 15;
    private static final double VERIFY_TARGET_PER_SECOND = 200_000;

    private SigningBenchmarks() {}

    /** @param options JMH's own, which override the annotations */
    static void run(String[] options) throws Exception {
        var selected = new OptionsBuilder()
                .parent(new CommandLineOptions(options))
                .include(PresignBenchmark.class.getName())
                .include(VerifyBenchmark.class.getName())
                .shouldFailOnError(true)
                .build();
        Collection<RunResult> results = new Runner(selected).run();
        Result<?> presign = score(results, PresignBenchmark.class, "stagedoor");
        Result<?> sdk = score(results, PresignBenchmark.class, "awsSdk");
        Result<?> granted = score(results, VerifyBenchmark.class, "granted");
        Result<?> refused = score(results, VerifyBenchmark.class, "refused");

        System.out.printf("%n%s%n", Machine.describe());
        System.out.printf("One thread, %d keys of mixed length, half of them with characters to escape.%n%n", SigningWorkload.KEYS);
        line("presign, Stagedoor", presign, PRESIGN_TARGET_PER_SECOND);
        line("presign, AWS SDK v2", sdk, 0);
        line("verify, granted", granted, VERIFY_TARGET_PER_SECOND);
        line("verify, refused", refused, VERIFY_TARGET_PER_SECOND);
        double times = presign.getScore() / sdk.getScore();
        System.out.printf(
                Locale.ROOT, "%-22s %12.1f ×%28s target %11.0f ×  %s%n", "Stagedoor / AWS SDK", times, "", PRESIGN_TARGET_TIMES_SDK,
                verdict(times / PRESIGN_TARGET_TIMES_SDK));
    }

    private static Result<?> score(Collection<RunResult> results, Class<?> benchmark, String method) {
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().equals(benchmark.getName() + "." + method))
                .findFirst()
                .orElseThrow()
                .getPrimaryResult();
    }

    private static void line(String name, Result<?> result, double target) {
        System.out.printf(Locale.ROOT, "%-22s %,12.0f/s  ± %,10.0f (99.9 %%)", name, result.getScore(), result.getScoreError());
        if (target > 0) {
            System.out.printf(Locale.ROOT, "     target %,11.0f/s  %s", target, verdict(result.getScore() / target));
        }
        System.out.println();
    }

    private static String verdict(double share) {
        return String.format(Locale.ROOT, "%s (%.2f of it)", share >= 1 ? "met" : "MISSED", share);
    }
}
