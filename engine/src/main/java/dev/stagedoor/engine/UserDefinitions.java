package dev.stagedoor.engine;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.Identification;
import dev.stagedoor.sql.Statement.AlterUser;
import dev.stagedoor.sql.Statement.CreateUser;
import dev.stagedoor.sql.Statement.DropUser;
import dev.stagedoor.sql.Statement.UserOptions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** CREATE, ALTER and DROP USER. Users of the configuration are never changed. */
final class UserDefinitions {
    private final Catalog catalog;
    private final StageListing listing;
    private final PresignRevocation presigns;
    private final Grantees grantees;
    private final boolean passwordless;
    private final Clock clock;
    private final Passwords passwords = new Passwords();

    UserDefinitions(
            Catalog catalog,
            StageListing listing,
            PresignRevocation presigns,
            Grantees grantees,
            boolean passwordless,
            Clock clock) {
        this.catalog = catalog;
        this.listing = listing;
        this.presigns = presigns;
        this.grantees = grantees;
        this.passwordless = passwordless;
        this.clock = clock;
    }

    StatementResult create(CreateUser statement, StatementContext context) {
        if (statement.orReplace() && statement.ifNotExists()) {
            throw new StagedoorException(ErrorCode.SYNTAX, "OR REPLACE and IF NOT EXISTS cannot be used together");
        }
        if (grantees.isConfigured(statement.name()) && statement.orReplace()) {
            throw definedByConfiguration(statement.name());
        }
        if (!statement.orReplace() && exists(statement.name())) {
            return existing(statement);
        }
        if (statement.name().equals(context.principal().user())) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "one cannot replace oneself: let another user do it");
        }
        statement.options().defaultRole().ifPresent(grantees::requireRole);
        UserDefinition user = new UserDefinition(
                statement.name(),
                login(statement.identification()),
                statement.options().defaultRole(),
                statement.options().disabled().orElse(false),
                context.principal().user(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        if (statement.orReplace()) {
            return new StatementResult.Done(Optional.empty(), replace(user, context.cancellation()));
        }
        return catalog.createUser(user) ? StatementResult.Done.DONE : existing(statement);
    }

    /** The new user is another one, who finds nothing of the old: DROP and CREATE in one. */
    private List<String> replace(UserDefinition user, Cancellation cancellation) {
        while (true) {
            Optional<List<String>> ended = presigns.endingUser(user.name(), cancellation, _ -> {
                listing.removeUserStage(user.name(), cancellation);
                catalog.replaceUser(user);
            });
            if (ended.isPresent()) {
                return ended.get();
            }
            if (catalog.createUser(user)) {
                return List.of();
            }
        }
    }

    private boolean exists(String user) {
        return grantees.isConfigured(user) || catalog.user(user).isPresent();
    }

    private StatementResult existing(CreateUser statement) {
        if (statement.ifNotExists()) {
            return StatementResult.Done.DONE;
        }
        throw new StagedoorException(
                ErrorCode.USER_ALREADY_EXISTS,
                "User " + Grantees.identity(statement.name()) + " already exists"
                        + (grantees.isConfigured(statement.name()) ? ": the server's configuration defines it." : "."));
    }

    private Login login(Identification identification) {
        return switch (identification) {
            case Identification.NoPassword _ -> {
                if (!passwordless) {
                    throw new StagedoorException(
                            ErrorCode.BAD_ARGUMENTS,
                            "a user without a password is served on the server's own machine only, and others reach this server: give the user a "
                                    + "password with IDENTIFIED BY '…', or have the server listen on 127.0.0.1 without public_url and trusted_proxies");
                }
                yield new Login.NoPassword();
            }
            case Identification.Password(String password) -> new Login.Password(passwords.hash(password));
            case Identification.Jwt _ -> new Login.Jwt();
            case Identification.KeyPair(String publicKey) -> new Login.KeyPair(publicKey);
        };
    }

    StatementResult alter(AlterUser statement) {
        if (grantees.isConfigured(statement.name())) {
            throw definedByConfiguration(statement.name());
        }
        Optional<UserDefinition> current = catalog.user(statement.name());
        if (current.isEmpty()) {
            return missing(statement.name(), statement.ifExists());
        }
        statement.options().defaultRole().ifPresent(grantees::requireRole);
        // Before the definition is read again: hashing takes its time, and holds nothing up.
        Optional<Login> login = statement.identification().map(this::login);
        UserDefinition read = catalog.user(statement.name()).orElse(current.get());
        if (!catalog.updateUser(read, changed(read, login, statement.options()))) {
            throw new StagedoorException(
                    ErrorCode.UNKNOWN_USER,
                    "User " + Grantees.identity(statement.name()) + " was modified concurrently, please retry.",
                    true,
                    null);
        }
        return StatementResult.Done.DONE;
    }

    private UserDefinition changed(UserDefinition user, Optional<Login> login, UserOptions options) {
        return new UserDefinition(
                user.name(),
                login.orElse(user.login()),
                options.defaultRole().or(user::defaultRole),
                user.defaultWarehouse(),
                options.disabled().orElse(user.disabled()),
                user.creator(),
                user.createdOn(),
                clock.instant(),
                user.incarnation());
    }

    /**
     * The files of their own stage go with a user, so that a later user of the name does not find them: before the user does, because should
     * that fail the user is still there to try again with. Nothing is put there meanwhile.
     */
    StatementResult drop(DropUser statement, StatementContext context) {
        String name = statement.name();
        if (name.equals(context.principal().user())) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "one cannot drop oneself: let another user do it");
        }
        if (grantees.isConfigured(name)) {
            throw definedByConfiguration(name);
        }
        return presigns.endingUser(name, context.cancellation(), _ -> {
                    listing.removeUserStage(name, context.cancellation());
                    if (!catalog.dropUser(name)) {
                        missing(name, statement.ifExists());
                    }
                })
                .<StatementResult>map(warnings -> new StatementResult.Done(Optional.empty(), warnings))
                .orElseGet(() -> missing(name, statement.ifExists()));
    }

    private static StatementResult missing(String name, boolean ifExists) {
        if (ifExists) {
            return StatementResult.Done.DONE;
        }
        throw Grantees.unknownUser(name);
    }

    private static StagedoorException definedByConfiguration(String name) {
        return new StagedoorException(
                ErrorCode.BAD_ARGUMENTS,
                "User " + Grantees.identity(name) + " is defined by the server's configuration: change it there. Roles and privileges can be "
                        + "granted to it.");
    }
}
