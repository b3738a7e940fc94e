package dev.stagedoor.cli;

import dev.stagedoor.app.config.ConfigurationException;
import dev.stagedoor.client.ClientException;
import dev.stagedoor.client.transfer.TransferException;
import dev.stagedoor.errors.StagedoorException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
        footerHeading = "%nExit codes:%n",
        footer = {"  0   done", "  1   failed; one line on standard error says why", "  2   the command line is wrong",
                "  3   some files were moved, and others were not", "  4   there is no such file",
                "  69  no JDK or Maven to run with"})
public final class Main implements Callable<Integer> {
    /** In the order of the help. */
    private static final Map<String, Supplier<Object>> SUBCOMMANDS = subcommands();

    /** Describes the others. */
    private static final String NEEDS_ALL = "completion";

    @Spec
    private CommandSpec spec;

    private Main() {}

    private static Map<String, Supplier<Object>> subcommands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("serve", ServeCommand::new);
        commands.put("demo", DemoCommand::new);
        commands.put("sql", SqlCommand::new);
        commands.put("put", PutCommand::new);
        commands.put("get", GetCommand::new);
        commands.put("cp", CopyFilesCommand::new);
        commands.put("ls", ListFilesCommand::new);
        commands.put("rm", RemoveFilesCommand::new);
        commands.put("presign", PresignCommand::new);
        commands.put("verify", VerifyCommand::new);
        commands.put("config", ConfigCommand::new);
        commands.put("hash-password", HashPasswordCommand::new);
        commands.put(NEEDS_ALL, CompletionCommand::new);
        commands.put("train", TrainCommand::new);
        return commands;
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs a command to its end and gives the exit code. */
    static int run(String... arguments) {
        return commandLine(arguments).execute(arguments);
    }

    /**
     * The command with its subcommands. When the first argument is one of them, with that one alone: describing all of them takes a fifth
     * of the time in which the server starts.
     */
    static CommandLine commandLine(String... arguments) {
        var command = new CommandLine(new Main());
        Supplier<Object> only = arguments.length == 0 ? null : SUBCOMMANDS.get(arguments[0]);
        if (only != null && !arguments[0].equals(NEEDS_ALL)) {
            command.addSubcommand(only.get());
        } else {
            SUBCOMMANDS.values().forEach(subcommand -> command.addSubcommand(subcommand.get()));
        }
        return command.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::fail)
                .setParameterExceptionHandler(Main::misuse);
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(),
                "a command is missing; try 'stagedoor serve', 'stagedoor demo' or 'stagedoor --help'");
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
            return "unknown command '" + unmatched.getUnmatched().getFirst() + "'"
                    + (near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?");
        }
        return String.valueOf(e.getMessage());
    }

    private static boolean isExpected(Exception e) {
        return e instanceof CommandFailure
                || e instanceof ConfigurationException
                || e instanceof StagedoorException
                || e instanceof ClientException
                || e instanceof TransferException;
    }

    private static int fail(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (e instanceof ClientException.ServerError error) {
            err.println("stagedoor: error " + error.code() + ": " + error.getMessage());
            return ExitCode.ERROR;
        }
        if (isExpected(e)) {
            err.println("stagedoor: " + e.getMessage());
            return ExitCode.ERROR;
        }
        err.println("stagedoor: internal error: " + e + " (--verbose twice, where a command has it, logs the details)");
        LoggerFactory.getLogger(Main.class).debug("internal error", e);
        return ExitCode.ERROR;
    }
}
