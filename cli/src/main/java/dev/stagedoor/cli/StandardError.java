package dev.stagedoor.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether somebody sees what is written to the standard error. */
final class StandardError {
    /** Where Linux says what is behind it. */
    private static final Path DESCRIPTOR = Path.of("/proc/self/fd/2");

    private static final List<String> TERMINALS = List.of("/dev/pts/", "/dev/tty", "/dev/console");

    private StandardError() {}

    /** Whether it is a terminal, and the standard input and output are, too. */
    static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal() && leadsToTerminal();
    }

    /** True where the system does not say: then the console is all that is known. */
    private static boolean leadsToTerminal() {
        try {
            String target = Files.readSymbolicLink(DESCRIPTOR).toString();
            return TERMINALS.stream().anyMatch(target::startsWith);
        } catch (IOException | UnsupportedOperationException e) {
            return true;
        }
    }
}
