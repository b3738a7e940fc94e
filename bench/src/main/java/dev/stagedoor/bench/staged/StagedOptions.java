package dev.stagedoor.bench.staged;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * How much is measured.
 *
 * @param mebibytes size of each large file
 * @param files how many small files
 * @param rounds of each comparison, after one that does not count
 * @param parts which comparisons
 */
record StagedOptions(int mebibytes, int files, int rounds, Set<Part> parts) {
    /** What can be measured alone. */
    enum Part {
        CSV,
        PARQUET,
        MANY,
        S3PROXY,
        CEPH,
        DOOR,
        SPARK,
        PRESIGN,
        KNOWN,
        SCAN,
        UNLOAD,
        INSERT,
        BATCH
    }

    private static final int MEBIBYTES = 1024;
    private static final int FILES = 10_000;
    private static final int ROUNDS = 5;

    static StagedOptions parse(String[] arguments) {
        return parse(arguments, MEBIBYTES);
    }

    /** @param large mebibytes of a large file, unless told otherwise */
    static StagedOptions parse(String[] arguments, int large) {
        int mebibytes = large;
        int files = FILES;
        int rounds = ROUNDS;
        Set<Part> parts = EnumSet.allOf(Part.class);
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("the option " + arguments[i] + " has no value");
            }
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--mebibytes" -> mebibytes = positive(value);
                case "--files" -> files = positive(value);
                case "--rounds" -> rounds = positive(value);
                case "--only" -> parts = parts(value);
                default -> throw new IllegalArgumentException("there is no option " + arguments[i]);
            }
        }
        return new StagedOptions(mebibytes, files, rounds, parts);
    }

    private static int positive(String value) {
        int number = Integer.parseInt(value);
        if (number < 1) {
            throw new IllegalArgumentException(value + " is less than 1");
        }
        return number;
    }

    private static Set<Part> parts(String names) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        Arrays.stream(names.split(",")).map(name -> Part.valueOf(name.strip().toUpperCase(Locale.ROOT))).forEach(parts::add);
        return parts;
    }

    long bytes() {
        return (long) mebibytes << 20;
    }

    boolean asks(Part part) {
        return parts.contains(part);
    }
}
