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
        Configuration.ServerSection server = configuration.server();
        Configuration.LimitsSection limits = configuration.limits();
        Configuration.ResultsSection results = configuration.results();
        return new ServerOptions(
                new ServerOptions.Listen(
                        ListenAddress.of(server.bind()),
                        server.port(),
                        server.publicUrl(),
                        server.trustedProxies().stream().map(AddressRange::of).toList(),
                        limits.maxConnections(),
                        configuration.tls()),
                new RequestLimits(bytes(limits.maxHeaderSize()), bytes(limits.maxBodySize()), bytes(limits.maxSqlSize())),
                new ServerOptions.Transfers(limits.idleTimeout(), new MinimumRate(limits.minRate().bytes(), limits.minRateWindow())),
                new ResultLimits(
                        results.pageRows(),
                        results.maxPageRows(),
                        bytes(results.maxPageSize()),
                        results.idleTimeout(),
                        results.maxOpenQueries(),
                        results.defaultWait(),
                        results.maxWait(),
                        results.maxSpillSize().bytes(),
                        results.maxSpillTotal().bytes()),
                new UserLimits(limits.maxStatementsPerUser(), limits.maxUploadsPerUser()),
                authentication(server, configuration.authentication()),
                new ServerOptions.Door(server.corsOrigins(), limits.maxDoorRequestsPerAddress()),
                audit(configuration.audit()));
    }

    private static AuditOptions audit(Configuration.AuditSection audit) {
        AuditOptions.Target target = audit.path()
                .<AuditOptions.Target>map(path -> path.toString().equals(STANDARD_OUTPUT)
                        ? new AuditOptions.Target.StandardOutput()
                        : new AuditOptions.Target.File(path))
                .orElseGet(AuditOptions.Target.Nowhere::new);
        return new AuditOptions(target, audit.maxSize().bytes(), audit.keep());
    }

    private static AuthenticationOptions authentication(
            Configuration.ServerSection server, Configuration.AuthenticationSection section) {
        return new AuthenticationOptions(
                server.passwordMemory(),
                new AuthenticationOptions.Slowdown(
                        section.failuresBeforeDelay(),
                        section.failureMemory(),
                        section.firstDelay(),
                        section.maxDelay(),
                        section.maxDelayedLogins()),
                section.jwt().map(Options::issuer));
    }

    private static AuthenticationOptions.Issuer issuer(Configuration.JwtSection jwt) {
        KeySetLocation keys = jwt.keySetUrl()
                .<KeySetLocation>map(KeySetLocation.Url::new)
                .orElseGet(() -> new KeySetLocation.File(readable(jwt.keySetFile().orElseThrow())));
        return new AuthenticationOptions.Issuer(jwt.issuer(), jwt.audience(), keys, jwt.userClaim(), jwt.clockSkew());
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
        Configuration.StorageSection storage = configuration.storage();
        return new EmbeddedOptions(
                storage.bucket(), storage.region(), storage.maxObjectSize().bytes(), EmbeddedOptions.DEFAULT.durability());
    }

    /** @param data holds keys and the internal store's files, and is no stage's */
    static FsOptions files(Configuration configuration, Path data) {
        var storage = configuration.storage();
        return new FsOptions(storage.fsRoots(), List.of(data), storage.maxObjectSize().bytes());
    }

    /** @throws dev.stagedoor.errors.StagedoorException 2002 for an entry of the allowlist that is none */
    static EndpointPolicy endpointPolicy(Configuration configuration) {
        Configuration.StorageSection storage = configuration.storage();
        return switch (storage.endpointPolicy()) {
            case PERMISSIVE -> EndpointPolicy.permissive();
            case STRICT -> EndpointPolicy.strict();
            case ALLOWLIST -> EndpointPolicy.allowlist(storage.endpointAllowlist());
        };
    }

    static LedgerOptions ledger(Configuration configuration) {
        return new LedgerOptions(configuration.ledger().keep());
    }

    /**
     * @param users of the configuration, which statements cannot define
     * @param listen as {@link #server} gave it, so that the address is looked up once
     */
    static EngineOptions engine(Configuration configuration, Users users, ServerOptions.Listen listen) {
        Configuration.QuerySection query = configuration.query();
        var accounts = new Accounts(users.configuredLogins(), listen.opening().isEmpty());
        return new EngineOptions(
                new QueryOptions(query.memory().bytes(), query.threads(), query.timeout(), query.maxPerUser()), accounts);
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
