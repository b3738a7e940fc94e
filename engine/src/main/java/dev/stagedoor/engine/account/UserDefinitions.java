package dev.stagedoor.engine.account;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.catalog.UserKey;
import dev.stagedoor.engine.access.Grantees;
import dev.stagedoor.engine.file.StageListing;
import dev.stagedoor.engine.presign.PresignRevocation;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.sql.Identification;
import dev.stagedoor.sql.Statement.AlterUser;
import dev.stagedoor.sql.Statement.CreateUser;
import dev.stagedoor.sql.Statement.DropUser;
import dev.stagedoor.sql.Statement.UserOptions;
import dev.stagedoor.storage.Incarnation;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** CREATE, ALTER and DROP USER. Users of the configuration are never changed. */
public final class UserDefinitions {
    private final Catalog catalog;
    private final StageListing listing;
    private final PresignRevocation presigns;
    private final Grantees grantees;
    private final boolean passwordless;
    private final Clock clock;
    private final PasswordHashing passwords = new PasswordHashing();

    public UserDefinitions(
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

    public StatementResult create(CreateUser statement, StatementContext context) {
        if (statement.orReplace() && statement.ifNotExists()) {
            throw new StagedoorException(ErrorCode.SYNTAX, "OR REPLACE and IF NOT EXISTS cannot be used together");
        }
        if (!statement.options().keys().isEmpty()) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "ADD/REMOVE PUBLIC_KEY is not allowed in CREATE USER, use IDENTIFIED WITH key_pair BY '<pem>' instead");
        }
        AccountNames.requireUser(statement.name());
        if (grantees.isConfigured(statement.name()) && statement.orReplace()) {
            throw definedByConfiguration(ErrorCode.USER_ALREADY_EXISTS, "Same name with configured user", statement.name());
        }
        if (!statement.orReplace() && exists(statement.name())) {
            return existing(statement);
        }
        if (statement.name().equals(context.principal().user())) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "one cannot replace oneself: let another user do it");
        }
        UserDefinition user = defined(statement, context);
        List<String> warnings = ofDefaultRole(statement.options());
        if (statement.orReplace()) {
            return new StatementResult.Done(
                    Optional.empty(), Stream.concat(warnings.stream(), replace(user, context.cancellation()).stream()).toList());
        }
        return catalog.createUser(user) ? new StatementResult.Done(Optional.empty(), warnings) : existing(statement);
    }

    private UserDefinition defined(CreateUser statement, StatementContext context) {
        Instant now = clock.instant();
        return new UserDefinition(
                statement.name(),
                login(statement.identification(), Optional.empty()),
                statement.options().defaultRole(),
                statement.options().defaultWarehouse(),
                statement.options().disabled().orElse(false),
                context.principal().user(),
                now,
                now,
                Incarnation.random());
    }

    /** The role may be created, or granted, later; until then sessions begin with public. */
    private List<String> ofDefaultRole(UserOptions options) {
        return options.defaultRole().stream()
                .filter(role -> !grantees.isRole(role))
                .map(role -> "There is no role '" + ShownText.of(role)
                        + "': until it is created and granted, sessions begin with public.")
                .toList();
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

    /** @param before how an existing user logged in */
    private Login login(Identification identification, Optional<Login> before) {
        return switch (identification) {
            case Identification.NoPassword _ -> {
                if (!passwordless) {
                    throw new StagedoorException(
                            ErrorCode.BAD_ARGUMENTS,
                            "a user without a password is served on the server's own machine only, and others reach this server: give the"
                                    + " user a password with IDENTIFIED BY '…', or have the server listen on 127.0.0.1 without public_url"
                                    + " and trusted_proxies");
                }
                yield new Login.NoPassword();
            }
            case Identification.Password(String password, var kept) -> new Login.Password(passwords.hash(password), kind(kept, before));
            case Identification.Jwt _ -> new Login.Jwt();
            case Identification.KeyPair(String publicKey) -> new Login.KeyPair(List.of(new UserKey(publicKey, "", clock.instant())));
        };
    }

    private static Login.Password.Kind kind(Optional<Identification.Password.Kept> kept, Optional<Login> before) {
        return kept.map(word -> switch (word) {
                    case SHA256_PASSWORD -> Login.Password.Kind.SHA256_PASSWORD;
                    case DOUBLE_SHA1_PASSWORD -> Login.Password.Kind.DOUBLE_SHA1_PASSWORD;
                })
                .orElseGet(() -> before.isPresent() && before.get() instanceof Login.Password password
                        ? password.kind()
                        : Login.Password.Kind.DOUBLE_SHA1_PASSWORD);
    }

    public StatementResult alter(AlterUser statement) {
        if (grantees.isConfigured(statement.name())) {
            throw definedByConfiguration(ErrorCode.ILLEGAL_USER, "Can not alter built-in user", statement.name());
        }
        Optional<UserDefinition> current = catalog.user(statement.name());
        if (current.isEmpty()) {
            return missing(statement.name(), statement.ifExists());
        }
        Login before = current.get().login();
        statement.identification().ifPresent(identification -> requireNoKeysLost(before, identification));
        // Before the definition is read again: hashing takes its time, and holds nothing up.
        Optional<Login> login = statement.identification().map(identification -> login(identification, Optional.of(before)));
        UserDefinition read = catalog.user(statement.name()).orElse(current.get());
        if (!catalog.updateUser(read, changed(read, login, statement.options()))) {
            throw new StagedoorException(
                    ErrorCode.UNKNOWN_USER,
                    "User " + Grantees.identity(statement.name()) + " was modified concurrently, please retry.",
                    true,
                    null);
        }
        return new StatementResult.Done(Optional.empty(), ofDefaultRole(statement.options()));
    }

    /** Whoever has several keys must not lose them to one, or to a password, by a statement that does not say so. */
    private static void requireNoKeysLost(Login before, Identification identification) {
        boolean unsaid = switch (identification) {
            case Identification.KeyPair _ -> true;
            case Identification.Password(String _, var kept) -> kept.isEmpty();
            case Identification.NoPassword _, Identification.Jwt _ -> false;
        };
        if (before instanceof Login.KeyPair && unsaid) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "user already uses key-pair authentication, use ADD PUBLIC_KEY / REMOVE PUBLIC_KEY to manage keys, or switch to"
                            + " another auth type with IDENTIFIED WITH <auth_type>");
        }
    }

    private UserDefinition changed(UserDefinition user, Optional<Login> login, UserOptions options) {
        return new UserDefinition(
                user.name(),
                UserKeys.changed(login.orElse(user.login()), options.keys(), clock.instant()),
                options.defaultRole().or(user::defaultRole),
                options.defaultWarehouse().or(user::defaultWarehouse),
                options.disabled().orElse(user.disabled()),
                user.creator(),
                user.createdOn(),
                clock.instant(),
                user.incarnation());
    }

    /**
     * The files of their own stage go with a user, so that a later user of the name does not find them: before the user does, because
     * should that fail the user is still there to try again with. Nothing is put there meanwhile.
     */
    public StatementResult drop(DropUser statement, StatementContext context) {
        String name = statement.name();
        if (name.equals(context.principal().user())) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "one cannot drop oneself: let another user do it");
        }
        if (grantees.isConfigured(name)) {
            throw definedByConfiguration(ErrorCode.USER_ALREADY_EXISTS, "Can not drop built-in user", name);
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

    private static StagedoorException definedByConfiguration(ErrorCode code, String refusal, String name) {
        return new StagedoorException(
                code,
                refusal + " `" + ShownText.of(name) + "`: the server's configuration defines it, and only there it is changed. Roles and"
                        + " privileges can be granted to it.");
    }
}
