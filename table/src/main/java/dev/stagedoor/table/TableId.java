package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;

/**
 * The name of a table. Both parts are as given: nothing is folded, and case counts.
 *
 * @param database without {@code .}, which separates the levels of a name for other readers of the catalog
 */
public record TableId(String database, String name) {
    /** Of each part, in characters: as SQL has it for other names. */
    public static final int MAX_NAME_LENGTH = 255;

    /** @throws StagedoorException 1006 for a name that is empty or too long, has control characters, or for a database with a dot */
    public TableId {
        check(name, "table");
        checkDatabase(database);
    }

    /** @throws StagedoorException 1006 when no database can be called so */
    static void checkDatabase(String name) {
        check(name, "database");
        if (name.contains(".")) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "the name of a database must not have a '.': choose another name");
        }
    }

    private static void check(String name, String what) {
        if (name.isBlank() || name.length() > MAX_NAME_LENGTH || name.chars().anyMatch(Character::isISOControl)) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "the name of a " + what + " must have 1 to " + MAX_NAME_LENGTH + " characters, none of them a control character");
        }
    }

    /** As sentences show it. */
    @Override
    public String toString() {
        return database + "." + name;
    }
}
