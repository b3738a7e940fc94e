package dev.stagedoor.server.authentication;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.Grants;
import dev.stagedoor.catalog.UserDefinition;
import java.util.List;
import java.util.Optional;

/** The users that statements created, and what was granted to them; asked anew at every request. */
public interface UserDirectory {
    Optional<UserDefinition> user(String name);

    List<UserDefinition> users();

    Grants grants();

    /** Those of a catalog. */
    static UserDirectory of(Catalog catalog) {
        return new UserDirectory() {
            @Override
            public Optional<UserDefinition> user(String name) {
                return catalog.user(name);
            }

            @Override
            public List<UserDefinition> users() {
                return catalog.users();
            }

            @Override
            public Grants grants() {
                return catalog.grants();
            }
        };
    }
}
