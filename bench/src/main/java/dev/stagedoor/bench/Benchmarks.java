package dev.stagedoor.bench;

import dev.stagedoor.server.protocol.AnswerBenchmark;
import java.util.Arrays;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Starts a benchmark by name; the arguments after it are the benchmark's own. */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        String name = arguments.length == 0 ? "" : arguments[0];
        String[] options = arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
        switch (name) {
            case "signing" -> SigningBenchmarks.run(options);
            case "answer" -> answer(options);
            default -> throw new IllegalArgumentException("there is no benchmark '" + name + "'");
        }
    }

    /** @param options JMH's own, which override the annotations */
    private static void answer(String[] options) throws Exception {
        var selected = new OptionsBuilder()
                .parent(new CommandLineOptions(options))
                .include(AnswerBenchmark.class.getName())
                .shouldFailOnError(true)
                .build();
        new Runner(selected).run();
        System.out.println(Machine.describe());
    }
}
