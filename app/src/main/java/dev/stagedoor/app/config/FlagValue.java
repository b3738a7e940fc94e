package dev.stagedoor.app.config;

/**
 * A setting given on the command line.
 *
 * @param flag as the user wrote it: {@code --port}
 */
public record FlagValue(Setting<?> setting, String flag, String text) {
    /**
     * A value of {@code --set section.key=value}.
     *
     * @throws ConfigurationException when there is no {@code =} or no such key
     */
    public static FlagValue ofAssignment(String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 0) {
            throw new ConfigurationException("--set " + assignment + ": expected section.key=value, such as --set server.port=9000");
        }
        String name = assignment.substring(0, equals).strip();
        Setting<?> setting = Settings.byName(name).orElseThrow(() -> UnknownName.flag(name));
        return new FlagValue(setting, "--set", assignment.substring(equals + 1).strip());
    }
}
