package dev.stagedoor.signing;

/**
 * A secret text (a signing key, a password) that cannot be printed by accident: {@link #toString} is {@code ***}, and equality does
 * not look at the value.
 */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret of(String value) {
        return new Secret(value);
    }

    /** The secret itself. Whoever calls this answers for where it goes next. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
