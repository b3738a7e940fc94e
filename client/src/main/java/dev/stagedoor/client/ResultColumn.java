package dev.stagedoor.client;

/**
 * A column of a result.
 *
 * @param type Databend's name of the type
 */
public record ResultColumn(String name, String type) {
    /** The type without its nullability. */
    public String plainType() {
        return type.startsWith("Nullable(") ? type.substring("Nullable(".length(), type.length() - 1) : type;
    }

    /** Whether values are numbers. */
    public boolean isNumeric() {
        String plain = plainType();
        return plain.startsWith("Int") && !plain.startsWith("Interval") || plain.startsWith("UInt") || plain.startsWith("Float")
                || plain.startsWith("Decimal");
    }
}
