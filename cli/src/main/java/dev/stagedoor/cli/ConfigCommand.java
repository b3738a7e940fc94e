package dev.stagedoor.cli;

import dev.stagedoor.app.config.ConfigurationText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the configuration. */
@Command(
        name = "config",
        description = "Shows the configuration 'serve' would use, and where each value comes from.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ConfigCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigurationOptions options;

    @Option(names = "--sample", description = "Print a commented configuration file with every key instead.")
    private boolean sample;

    @Option(names = "--reference", hidden = true, description = "Print the tables of docs/configuration.md instead.")
    private boolean reference;

    @Override
    public Integer call() {
        String text = text();
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    private String text() {
        if (sample) {
            return ConfigurationText.sample();
        }
        return reference ? ConfigurationText.reference() : ConfigurationText.effective(options.load());
    }
}
