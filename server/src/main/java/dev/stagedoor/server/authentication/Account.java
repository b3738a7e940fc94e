package dev.stagedoor.server.authentication;

import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.catalog.UserDefinition.Login;
import java.util.Optional;

/**
 * Somebody who may log in.
 *
 * @param login how
 * @param disabled not now, though
 * @param definition of users that a statement created; empty for those of the configuration
 */
record Account(String name, Login login, boolean disabled, Optional<UserDefinition> definition) {
    static Account of(User configured) {
        Login login = configured.passwordHash().<Login>map(Login.Password::new).orElseGet(Login.NoPassword::new);
        return new Account(configured.name(), login, false, Optional.empty());
    }

    static Account of(UserDefinition definition) {
        return new Account(definition.name(), definition.login(), definition.disabled(), Optional.of(definition));
    }

    boolean isPasswordless() {
        return login instanceof Login.NoPassword;
    }
}
