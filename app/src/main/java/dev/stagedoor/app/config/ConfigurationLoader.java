package dev.stagedoor.app.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the configuration: the file, over it the environment, over that the flags. */
public final class ConfigurationLoader {
    /** The file that is read when nobody names one and it exists. */
    public static final String DEFAULT_FILE = "stagedoor.toml";

    static final String CONFIG_VARIABLE = "STAGEDOOR_CONFIG";
    static final String USERS_VARIABLE = "STAGEDOOR_USERS";
    private static final String PREFIX = "STAGEDOOR_";

    /** Variables with the prefix that are not settings of the server. */
    private static final List<String> OTHER_VARIABLES = List.of(CONFIG_VARIABLE, USERS_VARIABLE, "STAGEDOOR_DSN", "STAGEDOOR_JAVA_OPTS");

    /** What Kubernetes sets in every container beside a service called "stagedoor"; not written by anybody. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(".*_SERVICE_HOST|.*_SERVICE_PORT(_[A-Z0-9_]+)?|.*_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?");
    private static final Pattern SERVICE_LINK_VALUE = Pattern.compile("(tcp|udp|sctp)://.*");

    private final Map<String, String> environment;
    private final Path workingDirectory;

    /**
     * @param environment the process's variables
     * @param workingDirectory where {@value #DEFAULT_FILE} is looked for
     */
    public ConfigurationLoader(Map<String, String> environment, Path workingDirectory) {
        this.environment = new TreeMap<>(environment);
        this.workingDirectory = workingDirectory;
    }

    /**
     * @param file what {@code --config} names, or null
     * @param flags what the command line sets
     * @throws ConfigurationException for everything that is wrong with any of it
     */
    public LoadedConfiguration load(@Nullable Path file, List<FlagValue> flags) {
        var values = new Values();
        List<UserSection> users = new ArrayList<>();
        Optional<Path> path = locate(file);
        path.map(ConfigurationFile::read).ifPresent(document -> readFile(document, values, users));
        readEnvironment(values, users);
        for (FlagValue flag : flags) {
            values.put(flag.setting(), flag.text(), new Origin.Flag(flag.flag()));
        }
        return new LoadedConfiguration(new Configuration(values, users), path, values);
    }

    private Optional<Path> locate(@Nullable Path file) {
        if (file != null) {
            return Optional.of(file);
        }
        String named = environment.get(CONFIG_VARIABLE);
        if (named != null && !named.isBlank()) {
            return Optional.of(Path.of(named));
        }
        return Files.exists(workingDirectory.resolve(DEFAULT_FILE)) ? Optional.of(Path.of(DEFAULT_FILE)).map(workingDirectory::resolve)
                : Optional.empty();
    }

    private static void readFile(ConfigurationFile file, Values values, List<UserSection> users) {
        for (Map.Entry<String, JsonNode> table : file.root().properties()) {
            String section = table.getKey();
            if (section.equals(UserReader.TABLE)) {
                users.addAll(UserReader.read(file, table.getValue()));
                continue;
            }
            if (!Settings.sections().contains(section)) {
                throw UnknownName.inFile(section, file.locate(section, 0));
            }
            if (!table.getValue().isObject()) {
                throw new ConfigurationException(
                        file.locate(section, 0).describe() + ": " + section + " is a table; write [" + section + "] and its keys below");
            }
            readTable(file, section, table.getValue(), values);
        }
    }

    private static void readTable(ConfigurationFile file, String section, JsonNode table, Values values) {
        for (Map.Entry<String, JsonNode> entry : table.properties()) {
            String name = section + "." + entry.getKey();
            if (Settings.sections().contains(name) && entry.getValue().isObject()) {
                readTable(file, name, entry.getValue(), values);
            } else {
                readKey(file, name, entry.getValue(), values);
            }
        }
    }

    private static void readKey(ConfigurationFile file, String name, JsonNode node, Values values) {
        Origin.FileLine line = file.locate(name, 0);
        Setting<?> setting = Settings.byName(name).orElseThrow(() -> UnknownName.inFile(name, line));
        values.put(setting, text(node, setting, line), line);
    }

    private static String text(JsonNode node, Setting<?> setting, Origin.FileLine line) {
        if (node.isArray() && setting.type().literal() == ValueType.Literal.STRINGS) {
            return String.join(",", node.valueStream().map(JsonNode::asString).toList());
        }
        if (node.isContainer()) {
            throw new ConfigurationException(line.describe() + ": " + setting.name() + " is not a single value; expected "
                    + setting.allowed());
        }
        return node.asString();
    }

    private void readEnvironment(Values values, List<UserSection> users) {
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            String name = variable.getKey();
            if (!name.startsWith(PREFIX) || OTHER_VARIABLES.contains(name)) {
                continue;
            }
            Optional<Setting<?>> setting = Settings.ALL.stream()
                    .<Setting<?>>map(candidate -> candidate)
                    .filter(candidate -> candidate.variable().equals(name))
                    .findFirst();
            if (setting.isPresent()) {
                values.put(setting.get(), variable.getValue(), new Origin.Variable(name));
            } else if (!isServiceLink(name, variable.getValue())) {
                throw UnknownName.variable(name, OTHER_VARIABLES);
            }
        }
        String listed = environment.get(USERS_VARIABLE);
        if (listed != null) {
            users.clear();
            users.addAll(UserReader.readVariable(listed));
        }
    }

    private static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK.matcher(name).matches() || SERVICE_LINK_VALUE.matcher(value).matches();
    }
}
