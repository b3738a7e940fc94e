package dev.stagedoor.cli;

import dev.stagedoor.client.OutboundNetwork;
import dev.stagedoor.client.DatabendClient;
import dev.stagedoor.client.Dsn;
import dev.stagedoor.client.transfer.StageClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags by which a command finds its server. */
final class ConnectionOptions {
    private static final String DSN_VARIABLE = "STAGEDOOR_DSN";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--dsn", paramLabel = "DSN", description = {
        "databend://user:password@host:port/database", "(default: STAGEDOOR_DSN, or " + Dsn.DEFAULT + ")."})
    private @Nullable String dsn;

    @Option(names = "--proxy", paramLabel = "URL",
            description = "HTTP proxy, http://host:port (default: HTTP_PROXY, HTTPS_PROXY, NO_PROXY).")
    private @Nullable URI proxy;

    @Option(names = "--tls-ca", paramLabel = "FILE", description = "PEM file of certificates to trust beside Java's.")
    private @Nullable Path authorities;

    /** The server that is meant. */
    Dsn target() {
        String variable = System.getenv(DSN_VARIABLE);
        String text = dsn != null ? dsn : variable != null && !variable.isBlank() ? variable : Dsn.DEFAULT;
        try {
            return Dsn.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), (dsn != null ? "--dsn: " : DSN_VARIABLE + ": ") + e.getMessage(), e);
        }
    }

    DatabendClient session() {
        Dsn server = target();
        try {
            return DatabendClient.open(server, network());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** @param patience how long what fails is tried again */
    StageClient stages(Duration patience) {
        Dsn server = target();
        try {
            return StageClient.open(server, network(), patience);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private OutboundNetwork network() {
        return new OutboundNetwork(Optional.ofNullable(proxy), Optional.ofNullable(authorities), System.getenv());
    }
}
