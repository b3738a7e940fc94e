package dev.stagedoor.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

class TriesFactorTest {
    private static final int NAMED = 7;

    private static int tries;
    private static int examples;

    @Property(tries = NAMED, edgeCases = EdgeCasesMode.NONE)
    void counts_its_tries(@ForAll long any) {
        tries++;
    }

    @Example
    void counts_itself() {
        examples++;
    }

    @AfterContainer
    static void property_is_tried_as_often_as_named_times_the_factor_and_an_example_once() {
        assertThat(tries).isEqualTo(NAMED * Integer.getInteger("stagedoor.tries.factor"));
        assertThat(examples).isOne();
    }
}
