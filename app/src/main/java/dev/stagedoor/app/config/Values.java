package dev.stagedoor.app.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What has been written so far, each value with where it came from. A later value replaces an earlier one. */
final class Values {
    /** A value as written, and parsed. */
    private record Entry(String text, Object value, Origin origin) {}

    private final Map<Setting<?>, Entry> entries = new LinkedHashMap<>();

    /** @throws ConfigurationException naming the setting, where it was written, and what is allowed */
    void put(Setting<?> setting, String text, Origin origin) {
        try {
            Object value = setting.type().parse().apply(text);
            entries.put(setting, new Entry(text, value, origin));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    origin.describe() + ": " + setting.name() + " is " + shown(setting, text) + "; expected " + setting.allowed());
        }
    }

    private static String shown(Setting<?> setting, String text) {
        return setting.isSecret() ? "not one" : "'" + text + "'";
    }

    @SuppressWarnings("unchecked") // put stores only what the setting's own type parsed
    <T> T get(Setting<T> setting) {
        Entry entry = entries.get(setting);
        return entry == null ? setting.defaultValue() : (T) entry.value();
    }

    Origin origin(Setting<?> setting) {
        return Optional.ofNullable(entries.get(setting)).map(Entry::origin).orElse(new Origin.Default());
    }

    /** The value in its own notation, whatever notation it was written in. */
    <T> String text(Setting<T> setting) {
        return setting.type().format().apply(get(setting));
    }
}
