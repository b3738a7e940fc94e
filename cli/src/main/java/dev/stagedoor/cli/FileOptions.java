package dev.stagedoor.cli;

import java.time.Duration;

/** What the commands on files have in common. */
final class FileOptions {
    /** How long what fails is tried again. */
    static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(2);

    private FileOptions() {}
}
