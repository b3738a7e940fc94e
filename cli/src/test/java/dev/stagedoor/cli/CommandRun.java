package dev.stagedoor.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** A command that ran in this process, and what it left. */
record CommandRun(int exitCode, String out, String err) {
    static CommandRun of(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = Main.commandLine(arguments).setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }

    /** With {@code --dsn} behind the name of the command. */
    static CommandRun at(String dsn, String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command, "--dsn", dsn));
        all.addAll(List.of(arguments));
        return of(all.toArray(String[]::new));
    }
}
