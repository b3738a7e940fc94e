package dev.stagedoor.engine.account;

import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.catalog.UserKey;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.Statement.UserOptions.KeyChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** ADD and REMOVE PUBLIC_KEY, with Databend's codes and sentences. */
final class UserKeys {
    private UserKeys() {}

    /**
     * The login after the changes.
     *
     * @param now the age of keys that are added
     * @throws StagedoorException 5100 for a user without keys, a key that is there already, one that is not, or the last one; 1006 for a
     *     label that is taken, and when there are too many
     */
    static Login changed(Login login, List<KeyChange> changes, Instant now) {
        Login changed = login;
        for (KeyChange change : changes) {
            changed = switch (change) {
                case KeyChange.Add(String key, String label) -> with(changed, new UserKey(key, label, now));
                case KeyChange.RemoveLabelled(String label) -> without(changed, key -> key.label().equals(label), "label", label);
                case KeyChange.RemoveFingerprint(String fingerprint) ->
                    without(changed, key -> key.fingerprint().equals(fingerprint), "fingerprint", fingerprint);
            };
        }
        return changed;
    }

    private static Login with(Login login, UserKey added) {
        if (!(login instanceof Login.KeyPair(List<UserKey> keys))) {
            throw refused("user is not configured for key-pair authentication, use IDENTIFIED WITH key_pair BY '<key>' first");
        }
        if (keys.size() >= Login.KeyPair.MAX_KEYS) {
            throw bad("cannot add public key: user already has " + keys.size() + " keys (max: " + Login.KeyPair.MAX_KEYS + ")");
        }
        if (!added.label().isEmpty() && keys.stream().anyMatch(key -> key.label().equals(added.label()))) {
            throw bad("public key label '" + ShownText.of(added.label()) + "' already exists for this user");
        }
        if (keys.stream().anyMatch(key -> key.pem().equals(added.pem()))) {
            throw refused("public key with fingerprint '" + added.fingerprint() + "' already exists");
        }
        List<UserKey> more = new ArrayList<>(keys);
        more.add(added);
        return new Login.KeyPair(more);
    }

    private static Login without(Login login, Predicate<UserKey> removed, String by, String text) {
        if (!(login instanceof Login.KeyPair(List<UserKey> keys))) {
            throw refused("user is not configured for key-pair authentication");
        }
        UserKey found = keys.stream()
                .filter(removed)
                .findFirst()
                .orElseThrow(() -> refused("public key with " + by + " '" + ShownText.of(text) + "' not found"));
        if (keys.size() == 1) {
            throw refused("cannot remove the last public key, user must have at least one key for key-pair authentication");
        }
        return new Login.KeyPair(keys.stream().filter(key -> !key.equals(found)).toList());
    }

    private static StagedoorException refused(String sentence) {
        return new StagedoorException(ErrorCode.AUTHENTICATE_FAILURE, sentence);
    }

    private static StagedoorException bad(String sentence) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, sentence);
    }
}
