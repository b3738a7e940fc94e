package dev.stagedoor.engine.statement;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.Incarnation;

/**
 * Who is asking, after authentication. {@code @~} is this user's stage, whose files lie under the user's name: a name that could reach
 * into another user's stage is no principal.
 *
 * @param user the user's name, without host: 1 to {@value #MAX_USER_CHARS} characters, no {@code /} and no control character, not
 *     {@code .} or {@code ..}
 * @param role the role that will own what they create
 * @param incarnation of the user who was found at the login; {@link Incarnation#NONE} for whoever has the name at the moment of asking
 */
public record Principal(String user, String role, Incarnation incarnation) {
    /** Longest user name, in characters. */
    public static final int MAX_USER_CHARS = 128;

    /** @throws StagedoorException 1006 when the name cannot be that of a user stage */
    public Principal {
        boolean fits = !user.isEmpty() && user.length() <= MAX_USER_CHARS && !user.equals(".") && !user.equals("..");
        if (!fits || user.chars().anyMatch(c -> c == '/' || Character.isISOControl(c))) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "a user name has 1 to " + MAX_USER_CHARS
                            + " characters, none of them '/' or a control character, and is not '.' or '..'");
        }
    }

    /** Whoever has the name at the moment of asking, as users of the configuration. */
    public Principal(String user, String role) {
        this(user, role, Incarnation.NONE);
    }

    /** As Databend shows a user: {@code 'root'@'%'}, quotes included. */
    public String identity() {
        return "'" + user + "'@'%'";
    }
}
