package dev.stagedoor.client.transfer;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What stands behind the location in a PRESIGN. */
public final class PresignClauses {
    private final StringJoiner clauses = new StringJoiner(" ");

    /** {@code NAME = 'value'}, unless the value is null. */
    public PresignClauses text(String name, @Nullable String value) {
        if (value != null) {
            clauses.add(name + " = " + SqlQuoting.quote(value));
        }
        return this;
    }

    /** {@code NAME = value}. */
    public PresignClauses number(String name, long value) {
        clauses.add(name + " = " + value);
        return this;
    }

    /** A clause as it is, when it is wanted. */
    public PresignClauses flag(String clause, boolean wanted) {
        if (wanted) {
            clauses.add(clause);
        }
        return this;
    }

    @Override
    public String toString() {
        return clauses.toString();
    }
}
