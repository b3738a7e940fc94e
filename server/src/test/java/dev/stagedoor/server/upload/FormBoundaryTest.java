package dev.stagedoor.server.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.server.http.HttpRefusal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FormBoundaryTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "multipart/form-data; boundary=b                      | b",
        "Multipart/Form-Data ; charset=utf-8 ; BOUNDARY = b   | b",
        "multipart/form-data; boundary=----=_Part_1           | ----=_Part_1",
        "multipart/form-data; boundary=\"----=_Part_1\"; x    | ----=_Part_1",
        "multipart/form-data; boundary=\"b c\"                | b c",
        "multipart/form-data; boundary=\"b;c\"                | b;c",
        "multipart/form-data; boundary=\"b\\\"c\"             | b\"c",
        "multipart/form-data; x=\"; boundary=a\"; boundary=b  | b",
        "multipart/form-data; boundary=a; boundary=b          | a",
        "multipart/form-data; boundary=; boundary=b           | b",
        "multipart/form-data; boundary=ü                      | ü",
    })
    void boundary_is_a_parameter_of_the_content_type(String contentType, String boundary) {
        assertThat(FormBoundary.of(contentType)).asString(StandardCharsets.ISO_8859_1).isEqualTo(boundary);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "multipart/mixed; boundary=b", "application/x-www-form-urlencoded"})
    void body_that_is_no_form_is_refused(String contentType) {
        assertThatThrownBy(() -> FormBoundary.of(contentType)).isInstanceOf(HttpRefusal.class).hasMessageContaining("must be a form");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";", "; boundary", "; boundary=", "; boundary=\"\"", "; boundary=\"b", "; =b"})
    void form_without_a_boundary_is_refused(String parameters) {
        assertThatThrownBy(() -> FormBoundary.of("multipart/form-data" + parameters))
                .isInstanceOf(HttpRefusal.class)
                .hasMessage("the Content-Type names no boundary of 1 to 70 characters");
    }

    @Test
    void boundary_has_70_characters_at_most() {
        assertThat(FormBoundary.of("multipart/form-data; boundary=" + "b".repeat(70))).hasSize(70);
        assertThatThrownBy(() -> FormBoundary.of("multipart/form-data; boundary=" + "b".repeat(71))).isInstanceOf(HttpRefusal.class);
    }
}
