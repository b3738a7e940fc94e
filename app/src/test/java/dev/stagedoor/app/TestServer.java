package dev.stagedoor.app;

import dev.stagedoor.app.config.ConfigurationLoader;
import dev.stagedoor.app.config.FlagValue;
import dev.stagedoor.app.config.Settings;
import dev.stagedoor.client.DatabendClient;
import dev.stagedoor.client.Dsn;
import dev.stagedoor.storage.embedded.DataPart;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A real server on a free port, in this process. */
public final class TestServer implements AutoCloseable {
    private final RunningServer server;

    public TestServer(Path data) {
        this(data, Set.of());
    }

    /** @param acceptedLosses parts of the data directory it does without */
    public TestServer(Path data, Set<DataPart> acceptedLosses) {
        server = RunningServer.start(
                new ConfigurationLoader(Map.of(), data)
                        .load(null, List.of(new FlagValue(Settings.PORT, "--port", "0"),
                                new FlagValue(Settings.DATA, "--data", data.toString())))
                        .configuration(),
                Clock.systemUTC(),
                acceptedLosses);
    }

    public String dsn() {
        return "databend://root:@" + server.address().getRawAuthority() + "/default";
    }

    public DatabendClient client() {
        return new DatabendClient(Dsn.parse(dsn()));
    }

    @Override
    public void close() {
        server.close();
    }
}
