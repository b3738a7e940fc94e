package dev.stagedoor.storage.opendal;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Asks from time to time whether requests may still go to an endpoint, since its name may mean another address by now. */
final class EndpointCheck {
    /** How long an answer is good for. */
    static final Duration INTERVAL = Duration.ofSeconds(30);

    private final URI endpoint;
    private final Consumer<URI> policy;
    private final AtomicLong checkedNanos = new AtomicLong(System.nanoTime() - 2 * INTERVAL.toNanos());

    EndpointCheck(URI endpoint, Consumer<URI> policy) {
        this.endpoint = endpoint;
        this.policy = policy;
    }

    /** Throws what the policy throws, unless it was asked not long ago. */
    void beforeUse() {
        if (System.nanoTime() - checkedNanos.get() > INTERVAL.toNanos()) {
            policy.accept(endpoint);
            checkedNanos.set(System.nanoTime());
        }
    }
}
