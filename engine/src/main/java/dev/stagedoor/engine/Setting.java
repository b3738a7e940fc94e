package dev.stagedoor.engine;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/** A setting a session may change: what it is for and which values it takes. */
record Setting(String name, String defaultValue, Domain domain, String description) {
    /** The values a setting takes. */
    sealed interface Domain {
        /** A time zone of the tz database, or {@code UTC}. */
        record Zone() implements Domain {}

        /** A whole number, bounds included. */
        record Whole(long min, long max) implements Domain {}

        /** One of these, upper and lower case alike. */
        record OneOf(List<String> values) implements Domain {}

        /** Any text up to so many characters. */
        record FreeText(int maxChars) implements Domain {}
    }

    /**
     * The value as it is kept.
     *
     * @throws StagedoorException 1006 naming the values allowed
     */
    String parse(String value) {
        return switch (domain) {
            case Domain.Zone _ -> zone(value).getId();
            case Domain.Whole(long min, long max) -> whole(value, min, max);
            case Domain.OneOf(var values) ->
                values.stream().filter(value::equalsIgnoreCase).findFirst().orElseThrow(() -> refused(value));
            case Domain.FreeText(int max) -> {
                if (value.length() > max) {
                    throw refused(value);
                }
                yield value;
            }
        };
    }

    /** {@code UInt64} or {@code String}, as SHOW SETTINGS tells. */
    String type() {
        return domain instanceof Domain.Whole ? "UInt64" : "String";
    }

    /** The values allowed, as SHOW SETTINGS tells. */
    String range() {
        return switch (domain) {
            case Domain.Zone _ -> "None";
            case Domain.Whole(long min, long max) -> "[" + min + ", " + max + "]";
            case Domain.OneOf(var values) -> "[\"" + String.join("\", \"", values) + "\"]";
            case Domain.FreeText _ -> "None";
        };
    }

    /** Names of places and UTC; fixed offsets and three-letter abbreviations are not what drivers understand. */
    private ZoneId zone(String value) {
        boolean named = value.equals("UTC") || value.indexOf('/') > 0;
        if (!named) {
            throw refused(value);
        }
        try {
            return ZoneId.of(value);
        } catch (DateTimeException _) {
            throw refused(value);
        }
    }

    private String whole(String value, long min, long max) {
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException _) {
            throw refused(value);
        }
        if (number < min || number > max) {
            throw refused(value);
        }
        return Long.toString(number);
    }

    private StagedoorException refused(String value) {
        String allowed = switch (domain) {
            case Domain.Zone _ -> "a time zone name such as UTC or Asia/Shanghai";
            case Domain.Whole(long min, long max) -> String.format(Locale.ROOT, "a whole number from %d to %d", min, max);
            case Domain.OneOf(var values) -> "one of " + String.join(", ", values);
            case Domain.FreeText(int max) -> "at most " + max + " characters";
        };
        return new StagedoorException(
                ErrorCode.BAD_ARGUMENTS,
                "Invalid value '" + StageResolver.shown(value) + "' for the setting " + name + ": it takes " + allowed);
    }
}
