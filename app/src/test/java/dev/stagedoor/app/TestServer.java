package dev.stagedoor.app;

import dev.stagedoor.app.config.ConfigurationLoader;
import dev.stagedoor.app.config.FlagValue;
import dev.stagedoor.app.config.Settings;
import dev.stagedoor.client.DatabendClient;
import dev.stagedoor.client.Dsn;
import dev.stagedoor.storage.embedded.DataPart;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A real server on a free port, in this process. */
public final class TestServer implements AutoCloseable {
    private final RunningServer server;

    /** @param more settings beside the port and the data directory */
    public TestServer(Path data, FlagValue... more) {
        this(data, Clock.systemUTC(), Set.of(), more);
    }

    TestServer(Path data, Clock clock) {
        this(data, clock, Set.of());
    }

    /** @param acceptedLosses parts of the data directory it does without */
    public TestServer(Path data, Set<DataPart> acceptedLosses) {
        this(data, Clock.systemUTC(), acceptedLosses);
    }

    private TestServer(Path data, Clock clock, Set<DataPart> acceptedLosses, FlagValue... more) {
        var own = List.of(new FlagValue(Settings.PORT, "--port", "0"), new FlagValue(Settings.DATA, "--data", data.toString()));
        var flags = Stream.concat(own.stream(), Stream.of(more)).toList();
        var configuration = new ConfigurationLoader(Map.of(), data).load(null, flags).configuration();
        server = RunningServer.start(configuration, clock, acceptedLosses);
    }

    URI address() {
        return server.address();
    }

    public String dsn() {
        return dsn("root", "");
    }

    private String dsn(String user, String password) {
        return "databend://" + user + ":" + password.replace(" ", "%20") + "@" + address().getRawAuthority() + "/default";
    }

    public DatabendClient client() {
        return client("root", "");
    }

    DatabendClient client(String user, String password) {
        return new DatabendClient(Dsn.parse(dsn(user, password)));
    }

    @Override
    public void close() {
        server.close();
    }
}
