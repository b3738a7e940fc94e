package dev.stagedoor.engine.access;

import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.StagePath;
import java.util.Collection;
import java.util.List;

/**
 * What is said to a user to whom something is denied (1063). It begins with Databend's sentences word for word, because its clients look
 * for them. Ours follow.
 */
final class Refusals {
    private static final String NOTE =
            ". Note: Please ensure that your current role have the appropriate permissions to create a new Object";

    private Refusals() {}

    /**
     * @param privilege as Databend writes it in brackets
     * @param object on what: {@code STAGE s}, {@code *.*}
     * @param hint a further sentence without its full stop; empty for none
     */
    static StagedoorException denied(String privilege, String object, Principal principal, Access access, String hint) {
        return denied("Permission denied: privilege [" + privilege + "] is required on " + object + " for user "
                + principal.identity() + " with roles [" + ShownText.list(access.roles()) + "]" + NOTE
                + (hint.isEmpty() ? "" : ". " + hint));
    }

    /** For what would belong to the current role, which is the only one that Databend looks at then. */
    static StagedoorException deniedToCurrentRole(String privilege, Principal principal, Access access, String hint) {
        return denied("Permission denied: privilege [" + privilege + "] is required on *.* for user " + principal.identity()
                + " with roles ["
                + ShownText.list(List.of(access.currentRole())) + "]" + NOTE + (hint.isEmpty() ? "" : ". " + hint));
    }

    /** For the grants of somebody else. @param roles granted to whoever asks */
    static StagedoorException deniedGrantsOf(Principal principal, Collection<String> roles) {
        return denied("Permission denied: privilege [Grant] is required on *.* for user " + principal.identity() + " with roles ["
                + ShownText.list(roles) + "]");
    }

    /** For a named connection in the location of a stage. */
    static StagedoorException deniedConnection(String connection, Principal principal) {
        return denied("Permission denied: privilege AccessConnection is required on connection " + ShownText.of(connection)
                + " for user " + principal.identity());
    }

    /** For USE. */
    static StagedoorException deniedDatabase(String database, Principal principal) {
        return denied("Permission denied: User " + principal.identity() + " does not have the required privileges for database '"
                + ShownText.of(database) + "'");
    }

    /** For table functions. */
    static StagedoorException deniedInQuery(String privilege, String stage, Principal principal, String hint) {
        return denied("Permission denied: privilege " + privilege + " is required on stage " + ShownText.of(stage)
                + " for user " + principal.identity() + (hint.isEmpty() ? "" : ". " + hint));
    }

    /** For SHOW GRANTS ON STAGE. */
    static StagedoorException deniedGrantsOnStage(String name, Principal principal) {
        return denied("Permission denied: privilege READ is required on stage " + ShownText.of(name) + " for user " + principal.user()
                + ". Or no need to show the stage privilege");
    }

    /** For SHOW GRANTS ON CONNECTION. */
    static StagedoorException deniedGrantsOnConnection(String name, Principal principal) {
        return denied("Permission denied: privilege ACCESS CONNECTION is required on connection " + ShownText.of(name) + " for user "
                + principal.user());
    }

    /** What one may instead, where one's grants are on paths of the stage. */
    static String pathHint(StagePath location, Need.Reach reach, String verb, List<String> paths) {
        if (paths.isEmpty()) {
            return "";
        }
        String places = ShownText.list(paths.stream().map(path -> "@" + location.stage() + "/" + path).toList(), ", ");
        return switch (reach) {
            case FILE -> "Your grants on this stage are on paths: you may " + verb + " files below " + places;
            case LISTING, TABLE_FUNCTION ->
                "Your grants on this stage are on paths: you may " + verb + " " + places
                        + ", with the slash at the end, or what begins so; a shorter list is not given in place of the whole";
        };
    }

    static StagedoorException denied(String message) {
        return new StagedoorException(ErrorCode.PERMISSION_DENIED, message);
    }
}
