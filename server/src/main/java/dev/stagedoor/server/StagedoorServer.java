package dev.stagedoor.server;

import dev.stagedoor.engine.Engine;
import dev.stagedoor.engine.presign.UrlRights;
import dev.stagedoor.engine.statement.RunningStatements;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.server.audit.AuditLog;
import dev.stagedoor.server.authentication.Authenticator;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.door.Door;
import dev.stagedoor.server.door.DoorBucket;
import dev.stagedoor.server.door.DoorOptions;
import dev.stagedoor.server.http.Endpoint;
import dev.stagedoor.server.http.JsonAnswers;
import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.server.http.Origins;
import dev.stagedoor.server.http.UserConcurrencyLimit;
import dev.stagedoor.server.http.UserLimits;
import dev.stagedoor.server.protocol.PageHandler;
import dev.stagedoor.server.protocol.Preparation;
import dev.stagedoor.server.protocol.QueryHandler;
import dev.stagedoor.server.protocol.RunningQueries;
import dev.stagedoor.server.protocol.SessionHandler;
import dev.stagedoor.server.protocol.SpillSpace;
import dev.stagedoor.server.protocol.StreamingLoadHandler;
import dev.stagedoor.server.tls.HandshakeLog;
import dev.stagedoor.server.tls.ReloadingTls;
import dev.stagedoor.server.upload.UploadHandler;
import dev.stagedoor.server.upload.UploadTargets;
import dev.stagedoor.signing.S3Credential;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: the Databend protocol, the door and health on one port. Wires the endpoints together; owns none of what it is given.
 */
public final class StagedoorServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StagedoorServer.class);
    /** Beside those that select. */
    private static final int PLATFORM_THREADS = 16;
    /** Threads that read requests and answer what needs no waiting: PRESIGN is bound by them. */
    private static final int SELECTORS = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8);
    private static final int INPUT_BUFFER_BYTES = 64 << 10;
    private static final int ACCEPT_QUEUE = 512;
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
    private static final Duration ABRUPT = Duration.ofSeconds(2);

    /**
     * With what presigned URLs of the door are signed.
     *
     * @param region in the scope of every signature
     * @param credential the server's own
     */
    public record DoorKey(String region, S3Credential credential) {}

    private final ServerOptions options;
    private final Users users;
    private final RunningQueries queries;
    private final AuditLog audit;
    private final Optional<ReloadingTls> tls;
    private final Server server;
    private final ServerConnector connector;
    private final ScheduledExecutorService sweeper =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("sweeper").factory());

    /**
     * Nothing listens until {@link #start}.
     *
     * @param engine not closed by the server
     * @param ledger of presigned URLs, the one the engine enters them in; not closed by the server
     * @param buckets what the door opens to; none of their stores is closed by the server
     * @param spills directory for results that nobody fetches; no other process uses it
     * @throws StagedoorException {@code INVALID_CONFIG} when that directory cannot be used
     */
    public StagedoorServer(
            ServerOptions options,
            Engine engine,
            PresignLedger ledger,
            Users users,
            List<DoorBucket> buckets,
            DoorKey doorKey,
            Path spills,
            Clock clock) {
        this(options, Preparation.by(engine), engine.running(), engine::uploadTarget, ledger, engine.urlRights(), users, buckets, doorKey,
                spills, clock);
    }

    StagedoorServer(
            ServerOptions options,
            Preparation preparation,
            RunningStatements running,
            UploadTargets targets,
            PresignLedger ledger,
            UrlRights rights,
            Users users,
            List<DoorBucket> buckets,
            DoorKey doorKey,
            Path spills,
            Clock clock) {
        this.options = options;
        this.users = users;
        var listen = options.listen();
        MinimumRate minimumRate = options.transfers().minimumRate();
        var origins = new Origins(listen.publicUrl(), listen.trustedProxies());
        var reach = new Authenticator.Reach(origins, listen.opening().isEmpty());
        var authenticator = new Authenticator(users, reach, options.authentication(), clock);
        audit = AuditLog.open(options.audit(), clock);
        var door = new Door(
                new DoorOptions(doorKey.region(), options.door().corsOrigins(), options.door().maxRequestsPerAddress(), minimumRate),
                doorKey.credential(),
                buckets,
                origins,
                ledger,
                rights,
                audit,
                clock);
        var statements = new UserConcurrencyLimit(options.users().maxStatements(), "statements running", UserLimits.MAX_STATEMENTS_SETTING);
        var uploads = new UserConcurrencyLimit(options.users().maxUploads(), "uploads under way", UserLimits.MAX_UPLOADS_SETTING);
        var results = options.results();
        queries = new RunningQueries(
                results.maxOpenQueries(),
                results.idleTimeout(),
                statements,
                SpillSpace.open(spills, results.maxSpillBytes(), results.maxSpillTotalBytes()),
                clock);
        var query = new QueryHandler(preparation, running, authenticator, origins, queries, options.requests(), options.results(),
                minimumRate, audit, UUID.randomUUID().toString());
        var upload = new UploadHandler(authenticator, targets, rights, origins, uploads, minimumRate, audit);
        var load = new StreamingLoadHandler(
                preparation, running, authenticator, origins, queries, uploads, options.requests(), minimumRate, audit);
        Map<String, Router.Route> routes = routes(query,
                new SessionHandler(preparation, authenticator, users, origins, queries, options.requests(), minimumRate), upload, load,
                origins);
        tls = listen.tls().map(ReloadingTls::new);
        server = newServer();
        connector = newConnector();
        tls.ifPresent(_ -> connector.addBean(new HandshakeLog(clock)));
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(listen.maxConnections(), connector));
        server.setErrorHandler(new ParseErrors(door, options.requests()));
        server.setHandler(new GracefulHandler(new Router(routes, new PageHandler(authenticator, queries, options.results(), minimumRate),
                door, new LoginAudit(audit, origins), Executors.newVirtualThreadPerTaskExecutor())));
    }

    private static Map<String, Router.Route> routes(
            QueryHandler query, SessionHandler sessions, UploadHandler upload, StreamingLoadHandler load, Origins origins) {
        var routes = new HashMap<String, Router.Route>();
        routes.put("/v1/session/login", new Router.Route("POST", sessions.login()));
        routes.put("/v1/session/logout", new Router.Route("POST", sessions.logout()));
        routes.put("/v1/session/refresh", new Router.Route("POST", sessions.refresh()));
        routes.put("/v1/session/heartbeat", new Router.Route("POST", sessions.heartbeat()));
        routes.put("/v1/verify", new Router.Route("POST", sessions.verify()));
        routes.put("/v1/query", new Router.Route("POST", query));
        routes.put("/v1/upload_to_stage", new Router.Route("PUT", upload));
        routes.put("/v1/streaming_load", new Router.Route("PUT", load));
        routes.put("/v1/discovery_nodes", new Router.Route("GET", discovery(origins)));
        routes.put("/health", new Router.Route("GET", health()));
        return routes;
    }

    private static Endpoint health() {
        byte[] ok = "ok".getBytes(StandardCharsets.US_ASCII);
        return (request, response, callback) -> {
            response.setStatus(200);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, ok.length);
            response.write(true, ByteBuffer.wrap(ok), callback);
        };
    }

    private record Node(String address) {}

    private static Endpoint discovery(Origins origins) {
        return (request, response, callback) -> {
            String address = origins.origin(request).getRawAuthority();
            JsonAnswers.send(response, callback, List.of(new Node(address)));
        };
    }

    private static Server newServer() {
        var threads = new QueuedThreadPool(PLATFORM_THREADS + SELECTORS);
        threads.setName("http");
        threads.setReservedThreads(0);
        threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
        return new Server(threads);
    }

    private ServerConnector newConnector() {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(options.requests().maxHeaderBytes());
        // Any byte may stand in an object's key; paths are compared undecoded, and the verifier looks at what was signed.
        http.setUriCompliance(UriCompliance.UNSAFE);
        http.setMaxUnconsumedRequestContentReads(1);
        List<ConnectionFactory> factories =
                tls.map(secured -> secured.connections(http, INPUT_BUFFER_BYTES)).orElseGet(() -> List.of(plain(http)));
        var created = new ServerConnector(
                server, null, null, null, 1, SELECTORS, factories.toArray(ConnectionFactory[]::new));
        created.setHost(options.listen().address().literal());
        created.setPort(options.listen().port());
        created.setIdleTimeout(options.transfers().idleTimeout().toMillis());
        created.setAcceptQueueSize(ACCEPT_QUEUE);
        created.setReuseAddress(true);
        return created;
    }

    private static ConnectionFactory plain(HttpConfiguration http) {
        var factory = new HttpConnectionFactory(http);
        factory.setInputBufferSize(INPUT_BUFFER_BYTES);
        return factory;
    }

    /**
     * Starts listening.
     *
     * @return the address, with the port that was found when any free one was asked for
     * @throws StagedoorException {@code INVALID_CONFIG} with one line that says what to do: the port is taken, the address is not this
     *     machine's, or a user has no password and others than this machine reach the server
     */
    public InetSocketAddress start() {
        refuseOpenDoor();
        try {
            connector.open();
        } catch (Exception e) {
            close();
            throw new StagedoorException(ErrorCode.INVALID_CONFIG, cannotListen(e), e);
        }
        try {
            server.start();
        } catch (Exception e) {
            close();
            throw new StagedoorException(ErrorCode.INTERNAL, "the HTTP server could not start: " + e.getMessage(), e);
        }
        sweeper.scheduleWithFixedDelay(this::sweep, SWEEP_EVERY.toMillis(), SWEEP_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return address();
    }

    private void sweep() {
        try {
            queries.closeIdle();
            queries.spillUnfetched();
        } catch (RuntimeException e) {
            LOG.error("Results that nobody fetches could not be closed or put into files", e);
        }
        tls.ifPresent(ReloadingTls::reloadIfChanged);
    }

    private void refuseOpenDoor() {
        List<String> passwordless = users.passwordless();
        Optional<String> opening = options.listen().opening();
        if (passwordless.isEmpty() || opening.isEmpty()) {
            return;
        }
        throw new StagedoorException(
                ErrorCode.INVALID_CONFIG,
                "user '" + passwordless.getFirst() + "' has no password and may log in from this machine only, but " + opening.get()
                        + ", so others reach the server: give every user a password ([[users]] with stagedoor hash-password; ALTER USER),"
                        + " or listen on 127.0.0.1 without server.public_url and server.trusted_proxies");
    }

    private String cannotListen(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String where = options.listen().address().text() + ":" + options.listen().port();
        return "cannot listen on " + where + " (" + cause.getMessage() + "): choose another port, or stop what uses this one";
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(options.listen().address().resolved(), connector.getLocalPort());
    }

    boolean isStopping() {
        return server.isStopping();
    }

    /** Connections that clients hold open now. */
    int openConnections() {
        return connector.getConnectedEndPoints().size();
    }

    /**
     * Ends gracefully: nothing new is accepted, connections are told to close, and requests under way, uploads above all, have
     * {@code grace} to finish; what has not is cut off.
     */
    public void stop(Duration grace) {
        sweeper.shutdownNow();
        server.setStopTimeout(Math.max(1, grace.toMillis()));
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("Requests under way were cut off after {} s: {}", grace.toSeconds(), e.toString());
        }
        queries.close();
        audit.close();
    }

    /** Stops with hardly any grace. */
    @Override
    public void close() {
        stop(ABRUPT);
    }
}
