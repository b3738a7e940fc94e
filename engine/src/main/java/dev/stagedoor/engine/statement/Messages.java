package dev.stagedoor.engine.statement;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;

/** What several rooms say of the same thing. */
public final class Messages {
    /** The placeholder of streaming loads; no stage may be called so. */
    public static final String RESERVED_STAGE = "_databend_load";

    /** With what Databend begins a refusal of ALTER STAGE and DROP STAGE. */
    public static final String VALIDATING = "error on validating stage access\n";

    private Messages() {}

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
        return "Stage '" + ShownText.of(stage) + "' does not exist.";
    }

    public static StagedoorException unknownConnection(String connection) {
        return new StagedoorException(ErrorCode.UNKNOWN_CONNECTION, unknownConnectionText(connection));
    }

    /** What is said of a connection in a location that is not there. */
    public static StagedoorException missingConnection(String connection) {
        return new StagedoorException(
                ErrorCode.BAD_ARGUMENTS,
                "fail to get connection_name " + ShownText.of(connection) + ": UnknownConnection. Code: "
                        + ErrorCode.UNKNOWN_CONNECTION.number() + ", Text = " + unknownConnectionText(connection));
    }

    private static String unknownConnectionText(String connection) {
        return "Connection '" + ShownText.of(connection) + "' does not exist.";
    }
}
