package dev.stagedoor.server;

import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.server.audit.AuditOptions;
import dev.stagedoor.server.authentication.AuthenticationOptions;
import dev.stagedoor.server.authentication.User;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.http.ListenAddress;
import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.server.http.RequestLimits;
import dev.stagedoor.server.http.UserLimits;
import dev.stagedoor.server.protocol.ResultLimits;
import dev.stagedoor.signing.term.AddressRange;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Options of servers under test: any free port of loopback, and one thing changed. */
final class Options {
    static final ServerOptions LOCAL = listen(Optional.empty(), List.of());

    /** {@code root}, whose password is the empty one: behind a proxy, nobody may be without any. */
    static final Users GUARDED = new Users(List.of(new User("root", Optional.of(PasswordHashes.hash("")))));

    private Options() {}

    /** A {@code root} that a server with these options may have, and that {@link Client#ROOT} is. */
    static Users users(ServerOptions options) {
        return options.listen().opening().isEmpty() ? Users.DEFAULT : GUARDED;
    }

    static ServerOptions listen(Optional<URI> publicUrl, List<AddressRange> proxies) {
        return with(new ServerOptions.Listen(ListenAddress.of("127.0.0.1"), 0, publicUrl, proxies, 256));
    }

    static ServerOptions with(ServerOptions.Listen listen) {
        return new ServerOptions(
                listen,
                RequestLimits.DEFAULT,
                ServerOptions.Transfers.DEFAULT,
                ResultLimits.DEFAULT,
                UserLimits.DEFAULT,
                AuthenticationOptions.DEFAULT,
                ServerOptions.Door.DEFAULT,
                AuditOptions.OFF);
    }

    static ServerOptions with(ServerOptions.Door door) {
        return new ServerOptions(
                LOCAL.listen(), LOCAL.requests(), LOCAL.transfers(), LOCAL.results(), LOCAL.users(), LOCAL.authentication(), door,
                LOCAL.audit());
    }

    static ServerOptions with(AuditOptions audit) {
        return new ServerOptions(
                LOCAL.listen(), LOCAL.requests(), LOCAL.transfers(), LOCAL.results(), LOCAL.users(), LOCAL.authentication(),
                LOCAL.door(), audit);
    }

    static ServerOptions with(RequestLimits requests) {
        return new ServerOptions(
                LOCAL.listen(), requests, LOCAL.transfers(), LOCAL.results(), LOCAL.users(), LOCAL.authentication(), LOCAL.door(),
                LOCAL.audit());
    }

    static ServerOptions with(ResultLimits results) {
        return new ServerOptions(
                LOCAL.listen(), LOCAL.requests(), LOCAL.transfers(), results, LOCAL.users(), LOCAL.authentication(), LOCAL.door(),
                LOCAL.audit());
    }

    static ServerOptions with(UserLimits users) {
        return new ServerOptions(
                LOCAL.listen(), LOCAL.requests(), LOCAL.transfers(), LOCAL.results(), users, LOCAL.authentication(), LOCAL.door(),
                LOCAL.audit());
    }

    static ServerOptions with(AuthenticationOptions authentication) {
        return with(LOCAL.listen(), authentication);
    }

    static ServerOptions with(ServerOptions.Listen listen, AuthenticationOptions authentication) {
        return new ServerOptions(
                listen, LOCAL.requests(), LOCAL.transfers(), LOCAL.results(), LOCAL.users(), authentication, LOCAL.door(), LOCAL.audit());
    }

    static ServerOptions with(Duration idleTimeout, MinimumRate minimumRate) {
        return new ServerOptions(
                LOCAL.listen(),
                LOCAL.requests(),
                new ServerOptions.Transfers(idleTimeout, minimumRate),
                LOCAL.results(),
                LOCAL.users(),
                LOCAL.authentication(),
                LOCAL.door(), LOCAL.audit());
    }
}
