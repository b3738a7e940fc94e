package dev.stagedoor.sql;

import java.util.List;
import java.util.Optional;

/**
 * A table as a statement names it: {@code [[catalog.]database.]name}; each part without quotes, and in lower case where it had none.
 *
 * @param database empty for the session's
 */
public record TableName(Optional<String> catalog, Optional<String> database, String name) {
    /** The only catalog there is, in any case. */
    public static final String CATALOG = "default";

    /** @param names one to three, in the order in which they are written */
    static TableName of(List<String> names) {
        int last = names.size() - 1;
        return new TableName(
                last > 1 ? Optional.of(names.get(last - 2)) : Optional.empty(),
                last > 0 ? Optional.of(names.get(last - 1)) : Optional.empty(),
                names.get(last));
    }
}
