package dev.stagedoor.sql;

import dev.stagedoor.access.Grantee;
import dev.stagedoor.sql.Statement.UserOptions;
import dev.stagedoor.sql.Statement.UserOptions.KeyChange;
import dev.stagedoor.sql.grammar.SqlParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** The records of users and roles. */
final class AccountBuilder {
    /** The host that stands for any: a user cannot be bound to another. */
    private static final String ANY_HOST = "%";

    /** Databend's options that are one word, or a word and a value. */
    private static final Set<String> UNBUILT_OPTIONS = Set.of("TENANTSETTING", "CONFIGRELOAD", "NO", "MUST_CHANGE_PASSWORD");

    /** Databend's options of two words after SET or UNSET. */
    private static final Set<String> UNBUILT_POLICIES = Set.of("NETWORK POLICY", "PASSWORD POLICY", "WORKLOAD GROUP");

    private static final List<String> OPTIONS =
            List.of("`DEFAULT_ROLE`", "`DEFAULT_WAREHOUSE`", "`DISABLED`", "`ADD PUBLIC_KEY`", "`REMOVE PUBLIC_KEY`");

    private final TokenValues values;

    AccountBuilder(TokenValues values) {
        this.values = values;
    }

    Statement createUser(SqlParser.CreateUserContext create, boolean orReplace, boolean ifNotExists) {
        Optional<String> unbuilt = unbuiltOption(create.userOptions());
        if (unbuilt.isPresent()) {
            return new Statement.NotBuilt("CREATE USER … WITH " + unbuilt.get());
        }
        return new Statement.CreateUser(
                user(create.user()), orReplace, ifNotExists, identification(create.identification()), options(create.userOptions()));
    }

    Statement alterUser(SqlParser.AlterUserContext alter) {
        Optional<String> unbuilt = unbuiltOption(alter.userOptions());
        if (unbuilt.isPresent()) {
            return new Statement.NotBuilt("ALTER USER … WITH " + unbuilt.get());
        }
        Optional<Identification> identification = Optional.ofNullable(alter.identification()).map(this::identification);
        return new Statement.AlterUser(user(alter.user()), alter.ifExists() != null, identification, options(alter.userOptions()));
    }

    Statement setRole(SqlParser.SetRoleContext set) {
        boolean isDefault = set.getStop().getType() == SqlParser.DEFAULT;
        return new Statement.SetRole(isDefault ? Optional.empty() : Optional.of(values.roleName(set.roleName())));
    }

    Statement createRole(SqlParser.CreateRoleContext create) {
        return new Statement.CreateRole(values.roleName(create.roleName()), create.ifNotExists() != null, comment(create.roleComment()));
    }

    Statement alterRole(SqlParser.AlterRoleContext alter) {
        return new Statement.AlterRole(values.roleName(alter.roleName()), alter.ifExists() != null, comment(alter.roleComment()));
    }

    private String comment(SqlParser.@Nullable RoleCommentContext comment) {
        return comment == null ? "" : values.string(comment.string());
    }

    /** NONE in quotes is the name of a role. */
    Statement setSecondaryRoles(SqlParser.SetSecondaryRolesContext set) {
        if (set.ALL() != null) {
            return new Statement.SetSecondaryRoles(Optional.empty());
        }
        boolean none = set.roleName().size() == 1 && set.roleName(0).getStart().getType() == SqlParser.NONE;
        return new Statement.SetSecondaryRoles(
                Optional.of(none ? List.of() : set.roleName().stream().map(values::roleName).toList()));
    }

    /** {@code name}, {@code 'name'}, {@code name@'%'} or {@code 'name'@'%'} */
    String user(SqlParser.UserContext user) {
        return user(user.name() != null ? values.name(user.name()) : string(user.string()), user.host());
    }

    Grantee grantee(SqlParser.GranteeContext grantee) {
        if (grantee.ROLE() != null) {
            return new Grantee.Role(values.roleName(grantee.roleName()));
        }
        if (grantee.USER() != null) {
            return new Grantee.User(user(grantee.user()));
        }
        String name = grantee.string() != null ? string(grantee.string()) : values.name(grantee);
        return new Grantee.User(user(name, grantee.host()));
    }

    private String user(String name, SqlParser.@Nullable HostContext host) {
        if (host != null && !isAnyHost(host)) {
            throw values.error(host, "a user has no host but any: expecting `@'%'`");
        }
        return name;
    }

    private boolean isAnyHost(SqlParser.HostContext host) {
        return host.AT_STRING().getText().equals("@") && host.string() != null && values.string(host.string()).equals(ANY_HOST);
    }

    private String string(SqlParser.StringContext name) {
        return values.notEmpty(name.getStart(), values.string(name));
    }

    private Identification identification(SqlParser.IdentificationContext written) {
        if (written.NO_PASSWORD() != null) {
            return new Identification.NoPassword();
        }
        if (written.JWT() != null) {
            return new Identification.Jwt();
        }
        String proof = values.string(written.string());
        if (written.KEY_PAIR() != null) {
            return new Identification.KeyPair(proof);
        }
        return proof.isEmpty() ? new Identification.NoPassword() : new Identification.Password(proof, kept(written));
    }

    private static Optional<Identification.Password.Kept> kept(SqlParser.IdentificationContext written) {
        if (written.SHA256_PASSWORD() != null) {
            return Optional.of(Identification.Password.Kept.SHA256_PASSWORD);
        }
        return written.DOUBLE_SHA1_PASSWORD() != null ? Optional.of(Identification.Password.Kept.DOUBLE_SHA1_PASSWORD) : Optional.empty();
    }

    private UserOptions options(SqlParser.@Nullable UserOptionsContext written) {
        Optional<String> defaultRole = Optional.empty();
        Optional<String> defaultWarehouse = Optional.empty();
        Optional<Boolean> disabled = Optional.empty();
        List<KeyChange> keys = new ArrayList<>();
        for (SqlParser.UserOptionContext option : written == null ? List.<SqlParser.UserOptionContext>of() : written.userOption()) {
            if (option.DEFAULT_ROLE() != null) {
                defaultRole = Optional.of(values.roleName(option.roleName()));
            } else if (option.DEFAULT_WAREHOUSE() != null) {
                defaultWarehouse = Optional.of(string(option.string()));
            } else if (option.DISABLED() != null) {
                disabled = Optional.of(TokenValues.flag(option.flag()));
            } else if (option.addKey() != null) {
                keys.add(added(option.addKey()));
            } else {
                keys.add(removed(option.removeKey()));
            }
        }
        return new UserOptions(defaultRole, defaultWarehouse, disabled, keys);
    }

    private KeyChange added(SqlParser.AddKeyContext add) {
        return new KeyChange.Add(values.string(add.string(0)), add.LABEL() == null ? "" : values.string(add.string(1)));
    }

    private KeyChange removed(SqlParser.RemoveKeyContext remove) {
        String text = values.string(remove.string());
        return remove.LABEL() != null ? new KeyChange.RemoveLabelled(text) : new KeyChange.RemoveFingerprint(text);
    }

    /** The first option that only Databend has. */
    private Optional<String> unbuiltOption(SqlParser.@Nullable UserOptionsContext written) {
        if (written == null) {
            return Optional.empty();
        }
        return written.userOption().stream()
                .filter(option -> option.unbuiltUserOption() != null)
                .findFirst()
                .map(option -> unbuilt(option.unbuiltUserOption()));
    }

    private String unbuilt(SqlParser.UnbuiltUserOptionContext option) {
        Token word = option.IDENT().getSymbol();
        String name = upper(word);
        if (option.SET() == null && option.UNSET() == null) {
            return known(UNBUILT_OPTIONS, name, word);
        }
        Token noun = option.GROUP() != null ? option.GROUP().getSymbol() : option.RESERVED().getSymbol();
        return upper(option.getStart()) + " " + known(UNBUILT_POLICIES, name + " " + upper(noun), word);
    }

    private String known(Set<String> options, String name, Token at) {
        if (!options.contains(name)) {
            throw values.unexpected(at, OPTIONS);
        }
        return name;
    }

    private static String upper(Token word) {
        return word.getText().toUpperCase(Locale.ROOT);
    }
}
