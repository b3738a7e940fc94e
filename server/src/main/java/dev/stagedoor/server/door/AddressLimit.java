package dev.stagedoor.server.door;

import dev.stagedoor.server.http.ClientNetwork;
import dev.stagedoor.server.http.ConcurrencyLimit;
import java.net.InetAddress;

/** How many requests of one client are under way, so that no client alone takes every connection and every disk queue. */
final class AddressLimit {
    /** What a client that sent too much at once is told to wait. */
    static final int RETRY_AFTER_SECONDS = 1;

    private final ConcurrencyLimit<ClientNetwork> underWay;
    private final int max;

    AddressLimit(int max) {
        this.underWay = new ConcurrencyLimit<>(max);
        this.max = max;
    }

    /** @throws S3Error {@code SlowDown} with status 429 when the address has as many under way as it may */
    ConcurrencyLimit.Place enter(InetAddress client) {
        return underWay.take(ClientNetwork.of(client))
                .orElseThrow(() -> new S3Error(
                        429,
                        "SlowDown",
                        "Please reduce your request rate: " + max + " requests of one address may be under way at once."));
    }
}
