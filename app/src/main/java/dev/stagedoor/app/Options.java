package dev.stagedoor.app;

import dev.stagedoor.app.config.Configuration;
import dev.stagedoor.app.config.ConfigurationException;
import dev.stagedoor.app.config.DataSize;
import dev.stagedoor.app.config.Settings;
import dev.stagedoor.app.config.UserSection;
import dev.stagedoor.engine.EngineOptions;
import dev.stagedoor.engine.access.Accounts;
import dev.stagedoor.engine.query.QueryOptions;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.query.duckdb.DatabaseOptions;
import dev.stagedoor.query.worker.Workers;
import dev.stagedoor.server.ServerOptions;
import dev.stagedoor.server.audit.AuditOptions;
import dev.stagedoor.server.authentication.AuthenticationOptions;
import dev.stagedoor.server.authentication.AuthenticationOptions.KeySetLocation;
import dev.stagedoor.server.authentication.User;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.http.ListenAddress;
import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.server.http.RequestLimits;
import dev.stagedoor.server.http.UserLimits;
import dev.stagedoor.server.protocol.ResultLimits;
import dev.stagedoor.signing.term.AddressRange;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.fs.FsOptions;
import dev.stagedoor.storage.network.EndpointPolicy;
import dev.stagedoor.table.Retention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The configuration, as each room wants to be told it. */
final class Options {
    /** The path of the audit log that is no file. */
    private static final String STANDARD_OUTPUT = "-";

    private Options() {}

    static ServerOptions server(Configuration configuration) {
        return new ServerOptions(
                new ServerOptions.Listen(
                        ListenAddress.of(configuration.get(Settings.BIND)),
                        configuration.get(Settings.PORT),
                        configuration.get(Settings.PUBLIC_URL),
                        configuration.get(Settings.TRUSTED_PROXIES).stream().map(AddressRange::of).toList(),
                        configuration.get(Settings.MAX_CONNECTIONS),
                        configuration.tls()),
                new RequestLimits(
                        bytes(configuration.get(Settings.MAX_HEADER_SIZE)),
                        bytes(configuration.get(Settings.MAX_BODY_SIZE)),
                        bytes(configuration.get(Settings.MAX_SQL_SIZE)),
                        configuration.get(Settings.MAX_LOAD_SIZE).bytes()),
                new ServerOptions.Transfers(
                        configuration.get(Settings.IDLE_TIMEOUT),
                        new MinimumRate(configuration.get(Settings.MIN_RATE).bytes(), configuration.get(Settings.MIN_RATE_WINDOW))),
                new ResultLimits(
                        configuration.get(Settings.PAGE_ROWS),
                        configuration.get(Settings.MAX_PAGE_ROWS),
                        bytes(configuration.get(Settings.MAX_PAGE_SIZE)),
                        configuration.get(Settings.RESULT_TIMEOUT),
                        configuration.get(Settings.MAX_OPEN_QUERIES),
                        configuration.get(Settings.WAIT),
                        configuration.get(Settings.MAX_WAIT),
                        configuration.get(Settings.MAX_SPILL_SIZE).bytes(),
                        configuration.get(Settings.MAX_SPILL_TOTAL).bytes()),
                new UserLimits(
                        configuration.get(Settings.MAX_STATEMENTS_PER_USER), configuration.get(Settings.MAX_UPLOADS_PER_USER)),
                authentication(configuration),
                new ServerOptions.Door(
                        configuration.get(Settings.CORS_ORIGINS), configuration.get(Settings.MAX_DOOR_REQUESTS_PER_ADDRESS)),
                audit(configuration));
    }

    private static AuditOptions audit(Configuration configuration) {
        AuditOptions.Target target = configuration.get(Settings.AUDIT_PATH)
                .<AuditOptions.Target>map(path -> path.toString().equals(STANDARD_OUTPUT)
                        ? new AuditOptions.Target.StandardOutput()
                        : new AuditOptions.Target.File(path))
                .orElseGet(AuditOptions.Target.Nowhere::new);
        return new AuditOptions(target, configuration.get(Settings.AUDIT_MAX_SIZE).bytes(), configuration.get(Settings.AUDIT_KEEP));
    }

    private static AuthenticationOptions authentication(Configuration configuration) {
        return new AuthenticationOptions(
                configuration.get(Settings.PASSWORD_MEMORY),
                new AuthenticationOptions.Slowdown(
                        configuration.get(Settings.FAILURES_BEFORE_DELAY),
                        configuration.get(Settings.FAILURE_MEMORY),
                        configuration.get(Settings.FIRST_DELAY),
                        configuration.get(Settings.MAX_DELAY),
                        configuration.get(Settings.MAX_DELAYED_LOGINS)),
                configuration.text(Settings.JWT_ISSUER).map(issuer -> issuer(issuer, configuration)));
    }

    private static AuthenticationOptions.Issuer issuer(String name, Configuration configuration) {
        KeySetLocation keys = configuration.get(Settings.JWT_KEY_SET_URL)
                .<KeySetLocation>map(KeySetLocation.Url::new)
                .orElseGet(() -> new KeySetLocation.File(readable(Path.of(configuration.get(Settings.JWT_KEY_SET_FILE)))));
        return new AuthenticationOptions.Issuer(
                name,
                configuration.get(Settings.JWT_AUDIENCE),
                keys,
                configuration.get(Settings.JWT_USER_CLAIM),
                configuration.get(Settings.JWT_CLOCK_SKEW));
    }

    /** It may be replaced while the server runs; a name that is misspelt is better told at the start. */
    private static Path readable(Path file) {
        if (!Files.isReadable(file)) {
            throw new ConfigurationException(Settings.JWT_KEY_SET_FILE.name() + " names '" + file + "', which is no file that can be read");
        }
        return file;
    }

    /** Durability is not a setting: a server that may lose what it acknowledged is for comparing in benchmarks. */
    static EmbeddedOptions store(Configuration configuration) {
        return new EmbeddedOptions(
                configuration.get(Settings.BUCKET),
                configuration.get(Settings.REGION),
                configuration.get(Settings.MAX_OBJECT_SIZE).bytes(),
                EmbeddedOptions.DEFAULT.durability());
    }

    /** @param data holds keys and the internal store's files, and is no stage's */
    static FsOptions files(Configuration configuration, Path data) {
        return new FsOptions(
                configuration.get(Settings.FS_ROOTS), List.of(data), configuration.get(Settings.MAX_OBJECT_SIZE).bytes());
    }

    /** @throws dev.stagedoor.errors.StagedoorException 2002 for an entry of the allowlist that is none */
    static EndpointPolicy endpointPolicy(Configuration configuration) {
        return switch (configuration.get(Settings.ENDPOINT_POLICY)) {
            case PERMISSIVE -> EndpointPolicy.permissive();
            case STRICT -> EndpointPolicy.strict();
            case ALLOWLIST -> EndpointPolicy.allowlist(configuration.get(Settings.ENDPOINT_ALLOWLIST));
        };
    }

    static LedgerOptions ledger(Configuration configuration) {
        return new LedgerOptions(configuration.get(Settings.LEDGER_KEEP));
    }

    static Retention retention(Configuration configuration) {
        return new Retention(configuration.get(Settings.WAREHOUSE_RETENTION), configuration.get(Settings.WAREHOUSE_ORPHAN_AGE));
    }

    /**
     * @param users of the configuration, which statements cannot define
     * @param listen as {@link #server} gave it, so that the address is looked up once
     */
    static EngineOptions engine(Configuration configuration, Users users, ServerOptions.Listen listen) {
        var accounts = new Accounts(users.configuredLogins(), listen.opening().isEmpty());
        return new EngineOptions(
                new QueryOptions(
                        configuration.get(Settings.QUERY_TIMEOUT),
                        configuration.get(Settings.QUERY_MAX_PER_USER),
                        configuration.get(Settings.QUERY_MAX_WAIT),
                        configuration.get(Settings.ALLOW_INSECURE)),
                accounts);
    }

    /**
     * @param directory where the workers keep their files
     * @param readable the only directory whose files they may read
     */
    static Workers workers(Configuration configuration, Path directory, Path readable) {
        var database = new DatabaseOptions(
                configuration.get(Settings.QUERY_MEMORY).bytes(),
                configuration.get(Settings.QUERY_THREADS),
                readable,
                configuration.get(Settings.QUERY_MAX_EXPANDED_SIZE).bytes());
        long spillBytes = configuration.get(Settings.QUERY_MAX_SPILL_SIZE).bytes();
        return Workers.inChildProcesses(directory, database, configuration.get(Settings.QUERY_WORKERS), spillBytes);
    }

    static Users users(Configuration configuration) {
        if (configuration.users().isEmpty()) {
            return Users.DEFAULT;
        }
        List<User> users = new ArrayList<>();
        for (UserSection user : configuration.users()) {
            try {
                users.add(new User(user.name(), Optional.of(user.passwordHash().reveal())));
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException(String.valueOf(e.getMessage()));
            }
        }
        return new Users(users);
    }

    private static int bytes(DataSize size) {
        return Math.toIntExact(size.bytes());
    }
}
