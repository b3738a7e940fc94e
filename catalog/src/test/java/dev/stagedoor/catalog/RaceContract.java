package dev.stagedoor.catalog;

import static dev.stagedoor.catalog.CatalogUnderTest.together;
import static dev.stagedoor.catalog.SampleDefinitions.stage;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Many threads that create or change definitions at the same time. */
public interface RaceContract extends CatalogUnderTest {
    @Test
    default void of_many_threads_that_create_one_name_one_wins() throws Exception {
        for (int round = 0; round < 20; round++) {
            String name = "s" + round;
            List<Boolean> created = together(16, thread -> catalog().createStage(stage(name).withComment("thread " + thread)));

            assertThat(created).containsOnlyOnce(true);
            assertThat(catalog().stage(name)).hasValueSatisfying(stage -> assertThat(stage.comment())
                    .isEqualTo("thread " + created.indexOf(true)));
        }
    }

    @Test
    default void of_many_threads_that_update_one_state_one_wins() throws Exception {
        StageDefinition current = stage("s");
        catalog().createStage(current);
        for (int round = 0; round < 20; round++) {
            StageDefinition seen = current;
            String comment = "round " + round + " thread ";
            List<Boolean> updated = together(16, thread -> catalog().updateStage(seen, seen.withComment(comment + thread)));

            assertThat(updated).containsOnlyOnce(true);
            current = seen.withComment(comment + updated.indexOf(true));
            assertThat(catalog().stage("s")).contains(current);
        }
    }

    @Test
    default void different_names_created_by_many_threads_are_all_there() throws Exception {
        together(16, thread -> {
            for (int i = 0; i < 10; i++) {
                StageDefinition stage = stage("s-" + thread + "-" + i);
                assertThat(catalog().createStage(stage)).isTrue();
                assertThat(catalog().stage(stage.name())).contains(stage);
            }
            return true;
        });

        assertThat(catalog().stages()).hasSize(160);
        try (Catalog again = reopen()) {
            assertThat(again.stages()).isEqualTo(catalog().stages());
        }
    }
}
