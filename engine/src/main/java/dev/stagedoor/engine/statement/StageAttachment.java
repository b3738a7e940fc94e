package dev.stagedoor.engine.statement;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.FormatClause;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.TableStatement.Insert;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A staged file that a request names beside an {@code INSERT … VALUES} without values, or with {@code ?} in the place of values: how
 * Databend's clients insert many rows ({@code docs/spec/protocol.md}, "Stage attachments").
 *
 * @param location of one file: {@code @~/path/file.csv}
 * @param fileFormatOptions names of any case, values as text
 * @param copyOptions the same
 */
public record StageAttachment(String location, Map<String, String> fileFormatOptions, Map<String, String> copyOptions) {
    private static final String TYPE = "TYPE";
    private static final String CSV = "CSV";
    private static final String EMPTY_FIELD_AS = "EMPTY_FIELD_AS";

    /** A client puts it among the options of COPY. */
    private static final String NULL_DISPLAY = "NULL_DISPLAY";

    public StageAttachment {
        fileFormatOptions = Map.copyOf(fileFormatOptions);
        copyOptions = Map.copyOf(copyOptions);
    }

    /**
     * The statement with the file in it.
     *
     * @param statements of the request
     * @throws StagedoorException 1006 when they are not one INSERT that takes a file, or for an option that there is not
     */
    public Statement attachTo(List<Statement> statements) {
        if (statements.size() != 1
                || !(statements.getFirst() instanceof Insert insert)
                || !(insert.rows() instanceof Insert.File file)
                || file.location().isPresent()) {
            throw bad("a stage_attachment goes with one INSERT that ends in VALUES, or in VALUES (?, …) with a ? for each column of the"
                    + " file");
        }
        StagePath path = StagePath.parse(location);
        if (path.path().isEmpty() || path.path().endsWith("/")) {
            throw bad("the location of a stage_attachment is one file, not '" + ShownText.of(location) + "'");
        }
        Map<String, String> copy = upperCase(copyOptions);
        Optional<FormatClause> format = file.fileFormat().or(() -> format(path, copy));
        copy.remove(NULL_DISPLAY);
        boolean purge = flag(copy, "PURGE");
        flag(copy, "FORCE");
        if (!copy.isEmpty()) {
            throw bad("a stage_attachment has no copy option '" + ShownText.of(copy.keySet().iterator().next())
                    + "': PURGE is the one that counts");
        }
        return insert.withRows(new Insert.Attached(path, purge, file.values(), format));
    }

    /** Empty for that of the stage. */
    private Optional<FormatClause> format(StagePath path, Map<String, String> copy) {
        Map<String, String> options = upperCase(fileFormatOptions);
        if (copy.containsKey(NULL_DISPLAY)) {
            options.putIfAbsent(NULL_DISPLAY, copy.get(NULL_DISPLAY));
        }
        if (options.containsKey("FORMAT_NAME") || (options.isEmpty() && !path.isUserStage())) {
            return options.isEmpty() ? Optional.empty() : Optional.of(FormatClause.ofTexts(options));
        }
        options.putIfAbsent(TYPE, CSV);
        if (options.get(TYPE).equalsIgnoreCase(CSV)) {
            options.putIfAbsent(EMPTY_FIELD_AS, "FIELD_DEFAULT");
        }
        return Optional.of(FormatClause.ofTexts(options));
    }

    /** Takes an option out. */
    private static boolean flag(Map<String, String> options, String name) {
        String value = options.containsKey(name) ? options.remove(name).toLowerCase(Locale.ROOT) : "false";
        if (!value.equals("true") && !value.equals("false")) {
            throw bad("the copy option " + name + " of a stage_attachment is true or false");
        }
        return value.equals("true");
    }

    private static Map<String, String> upperCase(Map<String, String> options) {
        Map<String, String> byName = new TreeMap<>();
        options.forEach((name, value) -> byName.put(name.toUpperCase(Locale.ROOT), value));
        return byName;
    }

    private static StagedoorException bad(String message) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, message);
    }
}
