package dev.stagedoor.bench.system;

import dev.stagedoor.app.RunningServer;
import dev.stagedoor.app.config.ConfigurationLoader;
import dev.stagedoor.app.config.FlagValue;
import dev.stagedoor.app.config.Settings;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.sqlite.SqlitePresignLedger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A server whose ledger is left out for some paths; see {@link SwitchedLedger}. Its argument is the data directory. */
public final class LedgerServer {
    private LedgerServer() {}

    public static void main(String[] arguments) throws Exception {
        Path data = Files.createDirectories(Path.of(arguments[0]));
        var flags = List.of(new FlagValue(Settings.PORT, "--port", "0"), new FlagValue(Settings.DATA, "--data", data.toString()));
        var configuration = new ConfigurationLoader(Map.of(), data).load(null, flags).configuration();
        Clock clock = Clock.systemUTC();
        try (var server = RunningServer.start(
                configuration,
                clock,
                directory -> new SwitchedLedger(SqlitePresignLedger.open(directory, LedgerOptions.DEFAULT, clock)))) {
            System.out.println("ready at " + server.address());
            new CountDownLatch(1).await(); // until the process is ended
        }
    }
}
