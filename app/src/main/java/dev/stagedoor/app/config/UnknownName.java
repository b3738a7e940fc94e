package dev.stagedoor.app.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Words the error about a name that is not a setting. */
final class UnknownName {
    private UnknownName() {}

    static ConfigurationException inFile(String name, Origin.FileLine line) {
        return new ConfigurationException(line.describe() + ": unknown key " + name + advice(name));
    }

    static ConfigurationException flag(String name) {
        return new ConfigurationException("--set: unknown key " + name + advice(name));
    }

    static ConfigurationException variable(String name, List<String> others) {
        List<String> known = Stream.concat(Settings.ALL.stream().map(Setting::variable), others.stream()).toList();
        return new ConfigurationException("unknown environment variable " + name
                + Spelling.nearest(name, known)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; 'stagedoor config --sample' lists every setting"));
    }

    private static String advice(String name) {
        List<String> names = Stream.concat(Settings.ALL.stream().map(Setting::name), Stream.of(UserReader.TABLE)).toList();
        Optional<String> near = Spelling.nearest(name, names)
                .or(() -> inAnotherSection(name))
                .or(() -> Spelling.nearest(name, Settings.sections()));
        if (near.isPresent()) {
            return "; did you mean " + near.get() + "?";
        }
        int dot = name.indexOf('.');
        String section = dot < 0 ? name : name.substring(0, dot);
        List<String> keys = Settings.ALL.stream().filter(setting -> setting.section().equals(section)).map(Setting::key).toList();
        return keys.isEmpty()
                ? "; known are " + String.join(", ", Settings.sections()) + " and " + UserReader.TABLE
                : "; known in [" + section + "] are " + String.join(", ", keys);
    }

    private static Optional<String> inAnotherSection(String name) {
        String key = name.substring(name.lastIndexOf('.') + 1);
        return Settings.ALL.stream().filter(setting -> setting.key().equals(key)).map(Setting::name).findFirst();
    }
}
