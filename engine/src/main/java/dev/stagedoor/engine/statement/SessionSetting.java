package dev.stagedoor.engine.statement;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A setting a session may change: what it is for and which values it takes. */
record SessionSetting(String name, String defaultValue, Domain domain, String description) {
    /** The largest number Databend's settings hold: 64 bits without a sign. */
    static final BigInteger MAX_NUMBER = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    /** Longer numbers are refused unread. */
    private static final int MAX_NUMBER_CHARS = 40;

    private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

    /** The values a setting takes. */
    sealed interface Domain {
        /** A time zone of the tz database. */
        record Zone() implements Domain {}

        /** A whole number, bounds included; at least 0. */
        record Whole(BigInteger min, BigInteger max) implements Domain {
            Whole(long min, long max) {
                this(BigInteger.valueOf(min), BigInteger.valueOf(max));
            }
        }

        /** One of these, upper and lower case alike. */
        record OneOf(List<String> values) implements Domain {}

        /** Any text up to so many characters. */
        record FreeText(int maxChars) implements Domain {}
    }

    /**
     * The value as it is kept.
     *
     * @throws StagedoorException 2803, for a time zone 1078, naming the values allowed
     */
    String parse(String value) {
        return switch (domain) {
            case Domain.Zone _ -> {
                if (!ZONES.contains(value)) {
                    throw new StagedoorException(
                            ErrorCode.INVALID_TIMEZONE,
                            "Invalid Timezone: '" + ShownText.of(value) + "'. The setting " + name
                                    + " takes a time zone name such as UTC or Asia/Shanghai.");
                }
                yield value;
            }
            case Domain.Whole(BigInteger min, BigInteger max) ->
                wholeNumber(value)
                        .filter(number -> number.compareTo(min) >= 0 && number.compareTo(max) <= 0)
                        .orElseThrow(() -> refused(value, "a whole number within the range " + range()))
                        .toString();
            case Domain.OneOf(var values) ->
                values.stream()
                        .filter(value::equalsIgnoreCase)
                        .findFirst()
                        .orElseThrow(() -> refused(value, "one of the allowed values " + range()));
            case Domain.FreeText(int max) -> {
                if (value.length() > max) {
                    throw refused(value, "at most " + max + " characters");
                }
                yield value;
            }
        };
    }

    /** UInt64 or String, as SHOW SETTINGS tells. */
    DataType type() {
        return domain instanceof Domain.Whole ? Scalar.UINT64 : Scalar.STRING;
    }

    /** The values allowed, as SHOW SETTINGS tells. */
    String range() {
        return switch (domain) {
            case Domain.Zone _, Domain.FreeText _ -> "None";
            case Domain.Whole(BigInteger min, BigInteger max) -> "[" + min + ", " + max + "]";
            case Domain.OneOf(var values) -> "[\"" + String.join("\", \"", values) + "\"]";
        };
    }

    /** Databend takes {@code 1e3} and {@code 8.0} as well. */
    private static Optional<BigInteger> wholeNumber(String value) {
        if (value.length() > MAX_NUMBER_CHARS) {
            return Optional.empty();
        }
        try {
            BigDecimal number = new BigDecimal(value).stripTrailingZeros();
            boolean whole = number.scale() <= 0 && number.scale() >= -MAX_NUMBER_CHARS;
            return whole ? Optional.of(number.toBigIntegerExact()) : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private StagedoorException refused(String value, String allowed) {
        return new StagedoorException(
                ErrorCode.WRONG_VALUE_FOR_VARIABLE,
                "Value '" + ShownText.of(value) + "' is not what the setting " + name + " takes: " + allowed + ".");
    }
}
