package dev.stagedoor.app.config;

import java.nio.file.Path;
import java.util.Optional;

/** The configuration, and where each of its values came from. */
public final class LoadedConfiguration {
    private final Configuration configuration;
    private final Optional<Path> file;
    private final Values values;

    LoadedConfiguration(Configuration configuration, Optional<Path> file, Values values) {
        this.configuration = configuration;
        this.file = file;
        this.values = values;
    }

    public Configuration configuration() {
        return configuration;
    }

    /** The file that was read. */
    public Optional<Path> file() {
        return file;
    }

    /** Where the setting's value was written. */
    public Origin origin(Setting<?> setting) {
        return values.origin(setting);
    }

    /** The setting's value in its own notation. */
    public String text(Setting<?> setting) {
        return values.text(setting);
    }
}
