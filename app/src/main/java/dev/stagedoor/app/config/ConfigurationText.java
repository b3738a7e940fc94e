package dev.stagedoor.app.config;

import java.util.List;

/** Writes the configuration for people: the effective one, a commented sample, and the reference page. */
public final class ConfigurationText {
    private ConfigurationText() {}

    /** The effective configuration as TOML; each value says where it comes from. Secrets are masked, and commented out. */
    public static String effective(LoadedConfiguration loaded) {
        var text = new StringBuilder();
        for (String section : Settings.sections()) {
            text.append('[').append(section).append("]\n");
            for (Setting<?> setting : in(section)) {
                String value = loaded.text(setting);
                text.append(setting.isSecret() && !value.isEmpty() ? "#" : "").append(setting.key()).append(" = ")
                        .append(setting.toml(value))
                        .append("  # ").append(loaded.origin(setting).describe()).append('\n');
            }
            text.append('\n');
        }
        List<UserSection> users = loaded.configuration().users();
        if (users.isEmpty()) {
            text.append("# no users: root without a password, from this machine only\n");
        }
        for (UserSection user : users) {
            text.append("[[users]]\nname = \"").append(user.name()).append("\"\npassword_hash = \"***\"\n\n");
        }
        return text.toString();
    }

    /** A configuration file with every key, its meaning and its default, all commented out. */
    public static String sample() {
        var text = new StringBuilder("# Stagedoor configuration. Every key is optional; the values shown are the defaults.\n");
        for (String section : Settings.sections()) {
            text.append("\n# ").append(Settings.sectionMeaning(section)).append("\n[").append(section).append("]\n");
            for (Setting<?> setting : in(section)) {
                text.append("\n# ").append(setting.meaning()).append("\n# Expected: ").append(setting.allowed())
                        .append(". Variable: ").append(setting.variable()).append("\n#").append(setting.key()).append(" = ")
                        .append(setting.toml(setting.defaultText())).append('\n');
            }
        }
        text.append("\n# Who may log in. Without any: root without a password, for clients on this machine only.\n")
                .append("# Make hashes with 'stagedoor hash-password'.\n")
                .append("#[[users]]\n#name = \"alice\"\n#password_hash = \"$argon2id$…\"\n");
        return text.toString();
    }

    /** The tables of docs/configuration.md, in Markdown. */
    public static String reference() {
        var text = new StringBuilder();
        for (String section : Settings.sections()) {
            text.append("### `[").append(section).append("]`\n\n").append(Settings.sectionMeaning(section)).append("\n\n")
                    .append("| Key | Default | Meaning | Allowed | Variable |\n|---|---|---|---|---|\n");
            for (Setting<?> setting : in(section)) {
                String value = setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`";
                text.append("| `").append(setting.key()).append("` | ").append(value).append(" | ").append(setting.meaning())
                        .append(" | ").append(setting.allowed()).append(" | `").append(setting.variable()).append("` |\n");
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static List<Setting<?>> in(String section) {
        return Settings.ALL.stream().<Setting<?>>map(setting -> setting).filter(setting -> setting.section().equals(section)).toList();
    }
}
