package dev.stagedoor.engine.statement;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.util.Collection;
import java.util.stream.Collectors;

/** What several rooms say of the same thing, and how a text of somebody else is shown in a message. */
public final class Messages {
    /** The placeholder of streaming loads; no stage may be called so. */
    public static final String RESERVED_STAGE = "_databend_load";

    /** With what Databend begins a refusal of ALTER STAGE and DROP STAGE. */
    public static final String VALIDATING = "error on validating stage access\n";

    /** Most roles, paths or other names in one message. */
    static final int MAX_NAMES = 10;

    private static final int MAX_SHOWN_CHARS = 200;

    private Messages() {}

    /** A name from a statement, short enough for an error and without control characters. */
    public static String shown(String name) {
        String start = name.length() <= MAX_SHOWN_CHARS ? name : name.substring(0, MAX_SHOWN_CHARS) + "…";
        if (start.chars().noneMatch(Character::isISOControl)) {
            return start;
        }
        StringBuilder clean = new StringBuilder(start.length());
        start.codePoints().forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? 0xFFFD : c));
        return clean.toString();
    }

    public static StagedoorException unknownStage(String stage) {
        return new StagedoorException(ErrorCode.UNKNOWN_STAGE, unknownStageText(stage));
    }

    /** What is said of a stage in a location that is not there. */
    public static StagedoorException missingStage(String stage) {
        return stage.equals(RESERVED_STAGE)
                ? new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        "placeholder @_databend_upload as location: should be used in streaming_load handler or replaced in client.")
                : unknownStage(stage);
    }

    /** What DROP and ALTER say of a stage that is not there. */
    public static StagedoorException missingStageOnValidating(String stage) {
        return new StagedoorException(ErrorCode.UNKNOWN_STAGE, VALIDATING + unknownStageText(stage));
    }

    private static String unknownStageText(String stage) {
        return "Stage '" + shown(stage) + "' does not exist.";
    }

    public static StagedoorException unknownConnection(String connection) {
        return new StagedoorException(ErrorCode.UNKNOWN_CONNECTION, unknownConnectionText(connection));
    }

    /** What is said of a connection in a location that is not there. */
    public static StagedoorException missingConnection(String connection) {
        return new StagedoorException(
                ErrorCode.BAD_ARGUMENTS,
                "fail to get connection_name " + shown(connection) + ": UnknownConnection. Code: "
                        + ErrorCode.UNKNOWN_CONNECTION.number() + ", Text = " + unknownConnectionText(connection));
    }

    private static String unknownConnectionText(String connection) {
        return "Connection '" + shown(connection) + "' does not exist.";
    }

    /** Names between commas, as Databend lists roles. */
    public static String names(Collection<String> names) {
        return names(names, ",");
    }

    /** The first {@link #MAX_NAMES} names, and how many there are when there are more. */
    public static String names(Collection<String> names, String separator) {
        String shown = names.stream().limit(MAX_NAMES).map(Messages::shown).collect(Collectors.joining(separator));
        return names.size() <= MAX_NAMES ? shown : shown + separator + "… (" + names.size() + " in all)";
    }
}
