package dev.stagedoor.catalog;

import static dev.stagedoor.catalog.SampleDefinitions.CREATED;
import static dev.stagedoor.catalog.SampleDefinitions.CSV;
import static dev.stagedoor.catalog.SampleDefinitions.external;
import static dev.stagedoor.catalog.SampleDefinitions.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Stages: their names, their changes and where they lie. */
public interface StageContract extends CatalogUnderTest {
    @Test
    default void a_new_catalog_is_empty() {
        assertThat(catalog().connections()).isEmpty();
        assertThat(catalog().connection("c")).isEmpty();
        assertThat(catalog().stages()).isEmpty();
        assertThat(catalog().fileFormats()).isEmpty();
        assertThat(catalog().stage("s")).isEmpty();
        assertThat(catalog().fileFormat("f")).isEmpty();
    }

    @Test
    default void a_created_stage_is_found_with_everything_it_was_given() throws Exception {
        var stage = new StageDefinition(
                "s", Optional.empty(), CSV, "two\nlines, 'quotes', \0 and 🚀", "o'brien", CREATED, "role \"x\"");

        assertThat(catalog().createStage(stage)).isTrue();

        assertThat(catalog().stage("s")).contains(stage);
        assertThat(catalog().stages()).containsExactly(stage);
        try (Catalog again = reopen()) {
            assertThat(again.stage("s")).contains(stage);
        }
    }

    @Test
    default void creating_over_a_stage_changes_nothing() throws Exception {
        catalog().createStage(stage("s"));

        assertThat(catalog().createStage(stage("s").withComment("other"))).isFalse();

        assertThat(catalog().stage("s")).contains(stage("s"));
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(stage("s"));
        }
    }

    @Test
    default void names_differ_by_case() {
        catalog().createStage(stage("s1"));

        assertThat(catalog().createStage(stage("S1"))).isTrue();
        assertThat(catalog().stages()).extracting(StageDefinition::name).containsExactly("S1", "s1");
        assertThat(catalog().stage("s1")).contains(stage("s1"));
    }

    @Test
    default void names_that_look_alike_are_different_names() {
        String composed = "\u00fc";
        String decomposed = "u\u0308";

        assertThat(catalog().createStage(stage(composed))).isTrue();
        assertThat(catalog().createStage(stage(decomposed))).isTrue();
        assertThat(catalog().createStage(stage("s "))).isTrue();
        assertThat(catalog().createStage(stage("s"))).isTrue();
    }

    @Test
    default void stages_are_ordered_by_the_bytes_of_their_names() throws Exception {
        List<String> ordered = List.of("A", "B", "a", "aa", "b", "é", "\uffee", "😀", "😀a");
        for (String name : List.of("😀a", "\uffee", "b", "aa", "é", "A", "😀", "B", "a")) {
            catalog().createStage(stage(name));
        }

        assertThat(catalog().stages()).extracting(StageDefinition::name).containsExactlyElementsOf(ordered);
        try (Catalog again = reopen()) {
            assertThat(again.stages()).extracting(StageDefinition::name).containsExactlyElementsOf(ordered);
        }
    }

    @Test
    default void replacing_creates_or_puts_in_the_place() throws Exception {
        catalog().replaceStage(stage("s"));
        assertThat(catalog().stage("s")).contains(stage("s"));

        StageDefinition other = new StageDefinition(
                "s", Optional.empty(), CSV, "c", "alice", CREATED.plusSeconds(1), "analysts");
        catalog().replaceStage(other);

        assertThat(catalog().stages()).containsExactly(other);
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(other);
        }
    }

    @Test
    default void an_update_puts_the_changed_in_the_place_of_the_current() throws Exception {
        StageDefinition current = stage("s");
        StageDefinition changed = current.withComment("c").withFileFormat(CSV);
        catalog().createStage(current);

        assertThat(catalog().updateStage(current, changed)).isTrue();

        assertThat(catalog().stage("s")).contains(changed);
        try (Catalog again = reopen()) {
            assertThat(again.stage("s")).contains(changed);
        }
    }

    @Test
    default void an_update_of_what_is_no_longer_current_changes_nothing() throws Exception {
        StageDefinition seen = stage("s");
        StageDefinition meanwhile = seen.withComment("meanwhile");
        catalog().createStage(seen);
        catalog().updateStage(seen, meanwhile);

        assertThat(catalog().updateStage(seen, seen.withComment("late"))).isFalse();

        assertThat(catalog().stage("s")).contains(meanwhile);
        try (Catalog again = reopen()) {
            assertThat(again.stage("s")).contains(meanwhile);
        }
    }

    @Test
    default void an_update_of_a_dropped_stage_does_not_bring_it_back() throws Exception {
        catalog().createStage(stage("s"));
        catalog().dropStage("s");

        assertThat(catalog().updateStage(stage("s"), stage("s").withComment("c"))).isFalse();

        assertThat(catalog().stage("s")).isEmpty();
        try (Catalog again = reopen()) {
            assertThat(again.stages()).isEmpty();
        }
    }

    @Test
    default void an_update_cannot_rename() {
        catalog().createStage(stage("s"));

        assertThatThrownBy(() -> catalog().updateStage(stage("s"), stage("t"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(catalog().stages()).containsExactly(stage("s"));
    }

    @Test
    default void a_dropped_stage_is_gone_and_its_name_free() throws Exception {
        catalog().createStage(stage("s"));
        catalog().createStage(stage("t"));

        assertThat(catalog().dropStage("s")).isTrue();
        assertThat(catalog().dropStage("s")).isFalse();

        assertThat(catalog().stages()).containsExactly(stage("t"));
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(stage("t"));
        }
        assertThat(catalog().createStage(stage("s"))).isTrue();
    }

    @Test
    default void a_list_of_stages_does_not_change_afterwards() {
        catalog().createStage(stage("s"));
        List<StageDefinition> before = catalog().stages();

        catalog().createStage(stage("t"));

        assertThat(before).containsExactly(stage("s"));
    }

    @Test
    default void a_stage_keeps_where_it_lies() throws Exception {
        StageDefinition stage = external("s", "hunter2");
        catalog().createStage(stage);
        catalog().createStage(stage("t"));

        assertThat(catalog().stage("s")).contains(stage);
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(stage, stage("t"));
            assertThat(again.stage("s").orElseThrow().kind()).isEqualTo(StageDefinition.Kind.EXTERNAL);
            assertThat(again.stage("t").orElseThrow().kind()).isEqualTo(StageDefinition.Kind.INTERNAL);
        }
    }

    @Test
    default void an_update_compares_where_stages_lie_and_moves_them() throws Exception {
        StageDefinition current = external("s", "hunter2");
        catalog().createStage(current);

        assertThat(catalog().updateStage(stage("s"), current.withComment("c"))).isFalse();
        assertThat(catalog().updateStage(external("s", "hunter3"), current.withComment("c"))).isFalse();
        assertThat(catalog().updateStage(external("s", "hunter2"), external("s", "hunter3"))).isTrue();

        try (Catalog again = reopen()) {
            assertThat(again.stage("s")).contains(external("s", "hunter3"));
        }
    }

    @Test
    default void an_external_stage_is_replaced_by_an_internal_one_and_back() throws Exception {
        catalog().replaceStage(external("s", "hunter2"));
        catalog().replaceStage(stage("s"));
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(stage("s"));
        }
        catalog().replaceStage(external("s", "hunter3"));
        assertThat(catalog().dropStage("s")).isTrue();
        assertThat(catalog().stages()).isEmpty();
    }

    @Test
    default void a_stage_keeps_the_rules_of_its_urls() throws Exception {
        var rules = new PresignRules(
                Optional.of(Duration.ofSeconds(900)),
                OptionalLong.of(2L << 30),
                List.of("text/csv", "application/json; charset=\"utf-8\""),
                false,
                Set.of(PresignRules.Method.UPLOAD));
        StageDefinition stage = stage("s").withPresign(rules);
        catalog().createStage(stage);
        catalog().createStage(stage("t"));
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(stage, stage("t"));
        }

        assertThat(catalog().updateStage(stage("s"), stage("s"))).isFalse();
        assertThat(catalog().updateStage(stage, stage("s"))).isTrue();
        try (Catalog again = reopen()) {
            assertThat(again.stages()).containsExactly(stage("s"), stage("t"));
        }
    }
}
