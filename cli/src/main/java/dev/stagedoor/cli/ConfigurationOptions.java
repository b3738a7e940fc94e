package dev.stagedoor.cli;

import dev.stagedoor.app.config.ConfigurationLoader;
import dev.stagedoor.app.config.FlagValue;
import dev.stagedoor.app.config.LoadedConfiguration;
import dev.stagedoor.app.config.Setting;
import dev.stagedoor.app.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags by which a command's configuration is chosen and overridden. */
final class ConfigurationOptions {
    @Option(names = "--config", paramLabel = "FILE",
            description = "Configuration file (default: STAGEDOOR_CONFIG, or stagedoor.toml when there is one here).")
    private @Nullable Path config;

    @Option(names = "--port", paramLabel = "PORT", description = "TCP port; 0 takes a free one (default: 8000).")
    private @Nullable String port;

    @Option(names = "--bind", paramLabel = "ADDRESS", description = "Address to listen on (default: 127.0.0.1).")
    private @Nullable String bind;

    @Option(names = "--data", paramLabel = "DIRECTORY", description = "Data directory, made when missing (default: stagedoor-data).")
    private @Nullable String data;

    @Option(names = "--set", paramLabel = "SECTION.KEY=VALUE", description = "Sets any other key of the configuration; may be repeated.")
    private List<String> assignments = new ArrayList<>();

    @Option(names = {"-v", "--verbose"}, description = "Log more: once for info, twice for debug.")
    private boolean[] verbose = {};

    LoadedConfiguration load() {
        return new ConfigurationLoader(System.getenv(), Path.of("")).load(config, flags());
    }

    private List<FlagValue> flags() {
        List<FlagValue> flags = new ArrayList<>();
        assignments.forEach(assignment -> flags.add(FlagValue.ofAssignment(assignment)));
        add(flags, Settings.PORT, "--port", port);
        add(flags, Settings.BIND, "--bind", bind);
        add(flags, Settings.DATA, "--data", data);
        if (verbose.length > 0) {
            flags.add(new FlagValue(Settings.LOG_LEVEL, "--verbose", verbose.length == 1 ? "info" : "debug"));
        }
        return flags;
    }

    private static void add(List<FlagValue> flags, Setting<?> setting, String flag, @Nullable String text) {
        if (text != null) {
            flags.add(new FlagValue(setting, flag, text));
        }
    }
}
