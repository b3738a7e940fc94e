package dev.stagedoor.app.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * A TOML 1.0 document, and where its keys stand. The parser keeps no positions, so lines are found by a second look at the text; that
 * look knows tables and {@code key = value} lines, and answers 0 for anything cleverer.
 */
final class ConfigurationFile {
    /** Larger is no configuration. */
    static final long MAX_BYTES = 1 << 20;

    private static final Pattern TABLE = Pattern.compile("\\s*(\\[\\[?)\\s*([^\\[\\]]+?)\\s*\\]\\]?\\s*(?:#.*)?");
    private static final Pattern ASSIGNMENT = Pattern.compile("\\s*([A-Za-z0-9_.\"'-]+(?:\\s*\\.\\s*[A-Za-z0-9_\"'-]+)*)\\s*=.*");

    private final Path path;
    private final String text;
    private final JsonNode root;

    private ConfigurationFile(Path path, String text, JsonNode root) {
        this.path = path;
        this.text = text;
        this.root = root;
    }

    /** @throws ConfigurationException when the file is missing, unreadable, too large or not TOML */
    static ConfigurationFile read(Path path) {
        String text = readText(path);
        try {
            return new ConfigurationFile(path, text, new TomlMapper().readTree(text));
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new ConfigurationException(
                    new Origin.FileLine(path, line).describe() + ": not valid TOML: " + e.getOriginalMessage().lines().findFirst()
                            .orElse(""));
        }
    }

    private static String readText(Path path) {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new ConfigurationException(path + ": larger than " + new DataSize(MAX_BYTES) + "; is this the configuration file?");
            }
            return Files.readString(path, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("configuration file " + path + " does not exist");
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(path + ": not UTF-8 text");
        } catch (IOException e) {
            throw new ConfigurationException("cannot read configuration file " + path + ": " + e.getMessage());
        }
    }

    JsonNode root() {
        return root;
    }

    /** Where {@code name} ("section.key", or a section) is written; for a table that repeats, in its {@code occurrence}th, from 0. */
    Origin.FileLine locate(String name, int occurrence) {
        String table = "";
        int tables = -1;
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            var header = TABLE.matcher(line);
            if (header.matches()) {
                table = bare(header.group(2));
                boolean repeats = header.group(1).length() == 2;
                tables += repeats && name.startsWith(table) ? 1 : 0;
                if (table.equals(name) && (!repeats || tables == occurrence)) {
                    return new Origin.FileLine(path, number);
                }
                continue;
            }
            var assignment = ASSIGNMENT.matcher(line);
            boolean here = tables < 0 || tables == occurrence || !name.startsWith(table + ".");
            if (here && assignment.matches() && startsAt(table, bare(assignment.group(1)), name)) {
                return new Origin.FileLine(path, number);
            }
        }
        return new Origin.FileLine(path, 0);
    }

    /** Whether an assignment writes {@code name}: by its own path, or as an inline table around or inside it. */
    private static boolean startsAt(String table, String key, String name) {
        String full = table.isEmpty() ? key : table + "." + key;
        return full.equals(name) || name.startsWith(full + ".") || full.startsWith(name + ".");
    }

    private static String bare(String key) {
        return key.replaceAll("[\"'\\s]", "");
    }
}
