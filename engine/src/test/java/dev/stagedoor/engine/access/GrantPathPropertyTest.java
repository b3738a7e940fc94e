package dev.stagedoor.engine.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.StagePath;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A path grant holds what lies below its directory, segment by segment. */
class GrantPathPropertyTest {
    /** Short, alike, and with everything that sorts next to a slash. */
    @Provide
    Arbitrary<List<String>> segments() {
        return Arbitraries.strings()
                .withChars('a', 'A', '.', '-', '0', ' ', '%', 'ü', '\uFF0F')
                .ofMinLength(1)
                .ofMaxLength(3)
                .filter(segment -> !segment.equals(".") && !segment.equals("..") && !segment.isBlank())
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Property
    void grant_holds_a_file_exactly_when_its_segments_begin_the_files(
            @ForAll("segments") List<String> directory, @ForAll("segments") List<String> file) {
        boolean inside = file.size() > directory.size() && file.subList(0, directory.size()).equals(directory);
        String grant = GrantPath.of(String.join("/", directory)).value();
        assertThat(GrantPath.holds(grant, String.join("/", file))).isEqualTo(inside);
    }

    @Property
    void grant_holds_every_file_and_prefix_below_it(
            @ForAll("segments") List<String> directory, @ForAll("segments") List<String> below) {
        String grant = GrantPath.of(String.join("/", directory)).value();
        String inside = String.join("/", directory) + "/" + String.join("/", below);
        assertThat(GrantPath.holds(grant, inside)).isTrue();
        assertThat(GrantPath.holds(grant, inside + "/")).isTrue();
        assertThat(GrantPath.holds(grant, String.join("/", directory) + "/")).isTrue();
        assertThat(GrantPath.holds(grant, String.join("/", directory))).isFalse();
        assertThat(GrantPath.holds(grant, "")).isFalse();
    }

    /** What LIST would show beyond the grant: some key begins with the prefix and lies outside. */
    @Property
    void prefix_that_is_held_begins_no_file_outside(
            @ForAll("segments") List<String> directory, @ForAll("segments") List<String> file, @ForAll @IntRange(max = 20) int length) {
        String grant = GrantPath.of(String.join("/", directory)).value();
        String path = String.join("/", file);
        String prefix = path.substring(0, Math.min(length, path.length()));
        if (GrantPath.holds(grant, prefix)) {
            assertThat(GrantPath.holds(grant, path)).isTrue();
        }
    }

    @Property
    void slashes_around_and_runs_of_them_do_not_matter(
            @ForAll("segments") List<String> directory, @ForAll @IntRange(max = 3) int before, @ForAll @IntRange(max = 3) int after) {
        String written = "/".repeat(before) + String.join("//", directory) + "/".repeat(after);
        assertThat(GrantPath.of(written)).isEqualTo(GrantPath.of(String.join("/", directory)));
        assertThat(GrantPath.of(written).value()).endsWith("/").doesNotStartWith("/").doesNotContain("//");
    }

    /** A directory written after PATH is the one a location of the same text lists. */
    @Property
    void directory_is_read_as_locations_are(@ForAll("segments") List<String> directory) {
        String written = String.join("/", directory) + "/";
        Assume.that(!written.startsWith(" "));
        assertThat(GrantPath.of(written).value()).isEqualTo(StagePath.parse("@s/" + written).path());
    }

    @Property
    void path_that_climbs_is_refused(@ForAll("segments") List<String> directory, @ForAll("climbing") String segment) {
        String written = String.join("/", directory);
        assertThat(refusal(written + "/" + segment)).isEqualTo(ErrorCode.BAD_ARGUMENTS);
        assertThat(refusal(segment + "/" + written)).isEqualTo(ErrorCode.BAD_ARGUMENTS);
        assertThat(refusal(written + "/" + segment + "/x")).isEqualTo(ErrorCode.BAD_ARGUMENTS);
    }

    @Provide
    Arbitrary<String> climbing() {
        return Arbitraries.of(".", "..", "a\0b");
    }

    @Property(tries = 1)
    void whole_stage_is_no_path() {
        assertThat(Arrays.asList(refusal(""), refusal("/"), refusal("///"), refusal("x".repeat(1025))))
                .containsOnly(ErrorCode.BAD_ARGUMENTS);
    }

    private static ErrorCode refusal(String path) {
        StagedoorException refusal = catchThrowableOfType(StagedoorException.class, () -> GrantPath.of(path));
        assertThat(refusal).as(path).isNotNull();
        return refusal.code();
    }
}
