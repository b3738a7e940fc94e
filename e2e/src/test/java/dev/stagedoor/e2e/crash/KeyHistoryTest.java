package dev.stagedoor.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The judge of the crash test is judged first. */
class KeyHistoryTest {
    private final KeyHistory history = new KeyHistory();

    @Test
    void a_new_key_may_only_be_absent() {
        assertThat(history.permits(KeyHistory.ABSENT)).isTrue();
        assertThat(history.permits(1)).isFalse();
    }

    @Test
    void an_acknowledged_write_must_be_there() {
        history.acknowledge(history.begin(1));

        assertThat(history.permits(1)).isTrue();
        assertThat(history.permits(KeyHistory.ABSENT)).isFalse();
    }

    @Test
    void a_write_in_flight_may_be_there_or_not() {
        history.acknowledge(history.begin(1));
        history.begin(2);

        assertThat(history.permits(1)).isTrue();
        assertThat(history.permits(2)).isTrue();
        assertThat(history.permits(KeyHistory.ABSENT)).isFalse();
    }

    @Test
    void of_two_writes_at_once_either_may_be_the_last() {
        KeyHistory.Change one = history.begin(1);
        KeyHistory.Change two = history.begin(2);
        history.acknowledge(two);
        history.acknowledge(one);

        assertThat(history.permits(1)).isTrue();
        assertThat(history.permits(2)).isTrue();
    }

    @Test
    void a_write_that_began_after_the_acknowledgement_of_both_ends_that() {
        KeyHistory.Change one = history.begin(1);
        KeyHistory.Change two = history.begin(2);
        history.acknowledge(one);
        history.acknowledge(two);
        history.acknowledge(history.begin(3));

        assertThat(history.permits(1)).isFalse();
        assertThat(history.permits(2)).isFalse();
        assertThat(history.permits(3)).isTrue();
    }

    @Test
    void an_acknowledged_removal_must_stay() {
        history.acknowledge(history.begin(1));
        history.acknowledge(history.begin(KeyHistory.ABSENT));

        assertThat(history.permits(1)).isFalse();
        assertThat(history.permits(KeyHistory.ABSENT)).isTrue();
    }

    @Test
    void what_was_seen_after_a_restart_stays() {
        history.acknowledge(history.begin(1));
        history.begin(2);
        history.settle(2);

        assertThat(history.permits(2)).isTrue();
        assertThat(history.permits(1)).isFalse();
    }
}
