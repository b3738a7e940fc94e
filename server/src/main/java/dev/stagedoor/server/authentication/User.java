package dev.stagedoor.server.authentication;

import dev.stagedoor.catalog.AccountName;
import dev.stagedoor.catalog.credential.PasswordHashes;
import java.util.Optional;

/**
 * A configured user.
 *
 * @param name compared as written
 * @param passwordHash as {@link PasswordHashes#hash} gave it; empty for a user who needs no password, for whom every password is right
 */
public record User(String name, Optional<String> passwordHash) {
    public User {
        if (name.isBlank() || name.indexOf(':') >= 0) {
            throw new IllegalArgumentException("a user's name must not be blank and cannot hold ':'");
        }
        if (!AccountName.isPlain(name) || AccountName.isBuiltInRole(name)) {
            throw new IllegalArgumentException(
                    "a user's name cannot hold quotes, control characters or direction marks, nor be that of a built-in role");
        }
        if (passwordHash.isPresent() && !PasswordHashes.isHash(passwordHash.get())) {
            throw new IllegalArgumentException("the password of user '" + name + "' is not a hash made by 'stagedoor hash-password'");
        }
    }

    /** Names the user and keeps the hash to itself. */
    @Override
    public String toString() {
        return "User[" + name + (passwordHash.isPresent() ? "]" : ", no password]");
    }
}
