package dev.stagedoor.client.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RetryTest {
    private final AtomicInteger tries = new AtomicInteger();

    private String failing(int times, StoreFailure.Kind kind) throws StoreFailure {
        if (tries.incrementAndGet() <= times) {
            throw new StoreFailure(kind, "it rains", Optional.of(Duration.ZERO), null);
        }
        return "done";
    }

    @Test
    void what_may_pass_is_tried_again() throws Exception {
        assertThat(new Retry(Duration.ofMinutes(1)).run(() -> failing(3, StoreFailure.Kind.BUSY))).isEqualTo("done");
        assertThat(tries).hasValue(4);
    }

    @Test
    void what_does_not_pass_is_not() {
        assertThatThrownBy(() -> new Retry(Duration.ofMinutes(1)).run(() -> failing(3, StoreFailure.Kind.FINAL))).hasMessage("it rains");
        assertThat(tries).hasValue(1);
    }

    @Test
    void patience_ends() {
        assertThatThrownBy(() -> new Retry(Duration.ZERO).run(() -> failing(1000, StoreFailure.Kind.PASSING)))
                .isInstanceOfSatisfying(StoreFailure.class, e -> assertThat(e.kind()).isEqualTo(StoreFailure.Kind.FINAL))
                .hasMessage("it rains (1 try within 0 s)");
    }
}
