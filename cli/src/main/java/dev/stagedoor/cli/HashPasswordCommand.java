package dev.stagedoor.cli;

import dev.stagedoor.catalog.credential.PasswordHashes;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Turns a password into what the configuration holds. It is never an argument: those are in the shell's history and in ps. */
@Command(
        name = "hash-password",
        description = "Reads a password, from the terminal or the first line of a pipe, and prints its hash for users.password_hash.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class HashPasswordCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        String password = read();
        if (password.isEmpty()) {
            throw new CommandFailure("the password is empty");
        }
        spec.commandLine().getOut().println(PasswordHashes.hash(password));
        return ExitCode.OK;
    }

    private static String read() throws IOException {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        }
        char[] first = console.readPassword("Password: ");
        char[] second = console.readPassword("Again: ");
        if (!Arrays.equals(first, second)) {
            throw new CommandFailure("the two passwords differ");
        }
        return first == null ? "" : new String(first);
    }
}
