package dev.stagedoor.bench;

import java.util.Arrays;

/** Starts a benchmark by name; the arguments after it are the benchmark's own. */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        String name = arguments.length == 0 ? "" : arguments[0];
        String[] options = arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
        switch (name) {
            case "signing" -> SigningBenchmarks.run(options);
            default -> throw new IllegalArgumentException("there is no benchmark '" + name + "'");
        }
    }
}
