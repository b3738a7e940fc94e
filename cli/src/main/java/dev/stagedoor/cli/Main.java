package dev.stagedoor.cli;

import dev.stagedoor.cli.config.ConfigurationException;
import dev.stagedoor.errors.StagedoorException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code stagedoor} command. */
@Command(
        name = "stagedoor",
        description = "A staging server for data files: SQL in, presigned URLs out.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class, DemoCommand.class, SqlCommand.class, ConfigCommand.class, HashPasswordCommand.class, CompletionCommand.class, TrainCommand.class
        },
        footerHeading = "%nExit codes:%n",
        footer = {"  0   done", "  1   failed; one line on standard error says why", "  2   the command line is wrong", "  69  no JDK or Maven to run with"})
public final class Main implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs a command to its end and gives the exit code. */
    static int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::fail)
                .setParameterExceptionHandler(Main::misuse);
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "a command is missing; try 'stagedoor serve', 'stagedoor demo' or 'stagedoor --help'");
    }

    private static int misuse(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println("stagedoor: " + wording(e) + " ('" + name + " --help' shows what there is)");
        return ExitCode.USAGE;
    }

    private static String wording(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption() && e.getCommandLine().getParent() == null) {
            List<String> near = unmatched.getSuggestions();
            return "unknown command '" + unmatched.getUnmatched().getFirst() + "'" + (near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?");
        }
        return String.valueOf(e.getMessage());
    }

    private static int fail(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        boolean expected = e instanceof CommandFailure || e instanceof ConfigurationException || e instanceof StagedoorException;
        if (expected) {
            err.println("stagedoor: " + e.getMessage());
            return ExitCode.ERROR;
        }
        err.println("stagedoor: internal error: " + e + " (--verbose twice, where a command has it, logs the details)");
        LoggerFactory.getLogger(Main.class).debug("internal error", e);
        return ExitCode.ERROR;
    }
}
