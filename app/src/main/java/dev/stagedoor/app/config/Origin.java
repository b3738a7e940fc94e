package dev.stagedoor.app.config;

import java.nio.file.Path;

/** Where a value was written, for messages and for {@code stagedoor config}. */
public sealed interface Origin {
    /** In words, to follow "in" or stand alone: {@code stagedoor.toml:3}. */
    String describe();

    /** Nobody wrote it. */
    record Default() implements Origin {
        @Override
        public String describe() {
            return "default";
        }
    }

    /**
     * A line of the configuration file.
     *
     * @param line counted from 1; 0 when it is not known
     */
    record FileLine(Path file, int line) implements Origin {
        @Override
        public String describe() {
            return line > 0 ? file + ":" + line : file.toString();
        }
    }

    record Variable(String name) implements Origin {
        @Override
        public String describe() {
            return "environment variable " + name;
        }
    }

    record Flag(String name) implements Origin {
        @Override
        public String describe() {
            return name;
        }
    }
}
