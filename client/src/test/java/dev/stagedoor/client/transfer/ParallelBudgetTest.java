package dev.stagedoor.client.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

final class ParallelBudgetTest {
    private final ParallelBudget budget = new ParallelBudget(4);

    @Test
    void busy_store_gets_half_and_then_one_more_at_a_time() throws Exception {
        budget.take();
        budget.take();
        budget.failed(true);
        budget.failed(true);
        assertThat(budget.limit()).isEqualTo(2);
        for (int i = 0; i < 2 + 3 + 4; i++) {
            budget.take();
            budget.succeeded();
        }
        assertThat(budget.limit()).isEqualTo(4);
    }

    @Test
    void failure_alone_does_not_lower_it() throws Exception {
        budget.take();
        budget.failed(false);
        assertThat(budget.limit()).isEqualTo(4);
    }

    @Test
    void who_comes_too_many_waits() throws Exception {
        for (int i = 0; i < 4; i++) {
            budget.take();
        }
        Thread fifth = Thread.startVirtualThread(() -> {
            try {
                budget.take();
            } catch (StoreFailure e) {
                throw new AssertionError(e);
            }
        });
        await().until(() -> fifth.getState() == Thread.State.WAITING);
        budget.succeeded();
        fifth.join();
    }
}
