package dev.stagedoor.engine.statement;

/**
 * A column of a result.
 *
 * @param type Databend's name of the type: {@code String}, {@code UInt64}, {@code Nullable(String)}, {@code Variant} …
 */
public record Column(String name, String type) {
    public static Column string(String name) {
        return new Column(name, "String");
    }

    public static Column nullableString(String name) {
        return new Column(name, "Nullable(String)");
    }
}
