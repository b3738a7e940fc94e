package dev.stagedoor.app.config;

import java.util.Locale;

/**
 * One key of the configuration.
 *
 * @param section the table of the TOML file it stands in
 * @param key its name there
 * @param meaning one or two sentences for the documentation
 */
public record Setting<T>(String section, String key, ValueType<T> type, T defaultValue, String meaning) {
    /** As messages name it: {@code server.port}. */
    public String name() {
        return section + "." + key;
    }

    /** The environment variable that overrides the file: {@code STAGEDOOR_SERVER_PORT}. */
    public String variable() {
        return "STAGEDOOR_" + (section + "_" + key).replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** The default as it would be written in the file, without quotes. */
    public String defaultText() {
        return type.format().apply(defaultValue);
    }

    /** What may be written. */
    public String allowed() {
        return type.allowed();
    }

    /** Whether its value is never shown. */
    boolean isSecret() {
        return type.literal() == ValueType.Literal.SECRET;
    }

    /** A text as a TOML value of this setting's type. */
    String toml(String text) {
        return switch (type.literal()) {
            case BARE -> text;
            case STRING, SECRET -> quote(text);
            case STRINGS -> text.isEmpty() ? "[]" : "["
                    + String.join(", ", java.util.Arrays.stream(text.split(",")).map(String::strip).map(Setting::quote).toList()) + "]";
        };
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
