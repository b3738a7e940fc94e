package dev.stagedoor.client.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlobTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "*.csv      | a.csv      | true",
        "*.csv      | d/a.csv    | false",
        "**.csv     | d/a.csv    | true",
        "a?c        | abc        | true",
        "a?c        | a/c        | false",
        "[a-c].x    | b.x        | true",
        "[!a-c].x   | b.x        | false",
        "[!a-c].x   | /.x        | false",
        "[]x]       | ]          | true",
        "{a,bc}.t   | bc.t       | true",
        "{a,bc}.t   | b.t        | false",
        "a+(b).c^d$ | a+(b).c^d$ | true",
        "\\*        | *          | true",
        "\\*        | a          | false",
        "a,b        | a,b        | true",
    })
    void pattern_matches_as_a_shell_does(String pattern, String name, boolean matches) {
        assertThat(Glob.of(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void what_is_before_the_first_placeholder_is_fixed() {
        assertThat(Glob.fixedLength("a/b*c")).isEqualTo(3);
        assertThat(Glob.fixedLength("a\\*")).isEqualTo(1);
        assertThat(Glob.fixedLength("abc")).isEqualTo(3);
    }

    @Test
    void pattern_without_its_end_is_refused() {
        assertThatThrownBy(() -> Glob.of("[a")).isInstanceOf(IllegalArgumentException.class).hasMessage("'[a' has a [ without its ]");
        assertThatThrownBy(() -> Glob.of("{a")).isInstanceOf(IllegalArgumentException.class).hasMessage("'{a' has a { without its }");
        assertThatThrownBy(() -> Glob.of("[b-a]")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void filter_takes_names_and_paths() {
        NameFilter filter = NameFilter.of(List.of("*.csv", "keep/**"), List.of("old/*"));
        assertThat(filter.accepts("a.csv")).isTrue();
        assertThat(filter.accepts("d/a.csv")).isTrue();
        assertThat(filter.accepts("keep/x/y")).isTrue();
        assertThat(filter.accepts("old/a.csv")).isFalse();
        assertThat(filter.accepts("a.txt")).isFalse();
    }
}
