package dev.stagedoor.server.authentication;

import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.engine.statement.Principal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in: the users of the configuration, fixed for the life of the server, and those that statements created, as they are now.
 * Where both have a name, the configuration's counts.
 */
public final class Users {
    /** {@code root} without a password: what a server on loopback starts with. */
    public static final Users DEFAULT = new Users(List.of(new User("root", Optional.empty())));

    private final Map<String, User> configured = new LinkedHashMap<>();
    private final @Nullable UserDirectory directory;

    /** @throws IllegalArgumentException when a name appears twice, or there is no user at all */
    public Users(Collection<User> configured) {
        this(configured, null);
        if (configured.isEmpty()) {
            throw new IllegalArgumentException("at least one user is needed");
        }
    }

    private Users(Collection<User> users, @Nullable UserDirectory directory) {
        this.directory = directory;
        for (User user : users) {
            if (configured.put(user.name(), user) != null) {
                throw new IllegalArgumentException("user '" + user.name() + "' is defined twice");
            }
        }
    }

    /** These, and besides them those of a directory. */
    public Users and(UserDirectory created) {
        return new Users(configured.values(), created);
    }

    /** How each user whom the configuration defines logs in, by name, in the words of {@code IDENTIFIED WITH}. */
    public Map<String, String> configuredLogins() {
        return configured.values().stream().collect(Collectors.toMap(User::name, user -> Account.of(user).login().word()));
    }

    Optional<Account> find(String name) {
        User user = configured.get(name);
        if (user != null) {
            return Optional.of(Account.of(user));
        }
        return directory == null ? Optional.empty() : directory.user(name).map(Account::of);
    }

    /** Who logs in without a password, which is to be allowed on loopback only; in the order of their names. */
    public List<String> passwordless() {
        Stream<Account> own = configured.values().stream().map(Account::of);
        Stream<Account> created = directory == null
                ? Stream.empty()
                : directory.users().stream().filter(user -> !configured.containsKey(user.name())).map(Account::of);
        return Stream.concat(own, created).filter(Account::isPasswordless).map(Account::name).sorted().toList();
    }

    /** With the role that sessions of theirs begin with. */
    Principal principal(Account account) {
        return account.definition()
                .map(user -> new Principal(account.name(), defaultRole(account), user.incarnation()))
                .orElseGet(() -> new Principal(account.name(), RoleDefinition.ACCOUNT_ADMIN));
    }

    /** A default role that was taken away again is none. */
    private String defaultRole(Account account) {
        return account.definition().orElseThrow().defaultRole().filter(role -> has(rolesOf(account.name()), role))
                .orElse(RoleDefinition.PUBLIC);
    }

    /** Every role of theirs, nested ones and {@code public} included; in the order of their names. */
    public SortedSet<String> roles(Principal principal) {
        if (configured.containsKey(principal.user())) {
            return new TreeSet<>(List.of(RoleDefinition.ACCOUNT_ADMIN, RoleDefinition.PUBLIC));
        }
        return rolesOf(principal.user());
    }

    /** Whether the configuration defines them. */
    public boolean isConfigured(Principal principal) {
        return configured.containsKey(principal.user());
    }

    /** How they log in, in the words of {@code IDENTIFIED WITH}. */
    public String loginKind(Principal principal) {
        return find(principal.user()).map(Account::login).orElseGet(Login.NoPassword::new).word();
    }

    /** {@code account_admin} contains every role. */
    private static boolean has(SortedSet<String> roles, String role) {
        return roles.contains(role) || roles.contains(RoleDefinition.ACCOUNT_ADMIN);
    }

    private SortedSet<String> rolesOf(String user) {
        return directory == null ? new TreeSet<>(List.of(RoleDefinition.PUBLIC)) : GrantedRoles.of(user, directory.grants());
    }
}
