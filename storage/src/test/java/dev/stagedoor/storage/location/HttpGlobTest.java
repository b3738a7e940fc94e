package dev.stagedoor.storage.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpGlobTest {
    @Test
    void sets_and_ranges_are_spelled_out_in_order() {
        assertThat(HttpGlob.expand("/a{1,2}.csv")).containsExactly("/a1.csv", "/a2.csv");
        assertThat(HttpGlob.expand("/b[6-8].csv")).containsExactly("/b6.csv", "/b7.csv", "/b8.csv");
        assertThat(HttpGlob.expand("/[008-011]")).containsExactly("/008", "/009", "/010", "/011");
        assertThat(HttpGlob.expand("/[b-d]")).containsExactly("/b", "/c", "/d");
        assertThat(HttpGlob.expand("/{a,b}/[1-2]")).containsExactly("/a/1", "/a/2", "/b/1", "/b/2");
        assertThat(HttpGlob.expand("/plain,comma")).containsExactly("/plain,comma");
    }

    @Test
    void escaped_brackets_are_themselves() {
        assertThat(new HttpLocation(URI.create("http://h"), "/%5B1-2%5D%7Ba,b%7D.csv").paths()).containsExactly("/[1-2]{a,b}.csv");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/{a", "/a}", "/[1-", "/]", "/{a[1-2]}", "/[a{b}]", "/[2-1]", "/[a-Z]", "/[1]", "/[]", "/[1-2-3]", "/[1-9999999999]",
                "/[1-1001]", "/[1-99][1-99]", "/{a,b}/"})
    void what_is_no_glob_is_refused(String pattern) {
        assertThatThrownBy(() -> new HttpLocation(URI.create("http://h"), pattern))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_OTHER))
                .hasMessageStartingWith("invalid input parameter (input path is not a valid glob: ");
    }
}
