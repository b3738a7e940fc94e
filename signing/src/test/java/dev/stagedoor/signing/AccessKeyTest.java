package dev.stagedoor.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessKeyTest {
    @Test
    void prints_neither_secret_nor_token() {
        assertThat(new AccessKey("AKID", Secret.of("the-secret"), Optional.of(Secret.of("the-token"))).toString())
                .isEqualTo("AccessKey[AKID]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a;b", "a b", "a\nb", "\u00e4"})
    void an_identifier_that_would_shift_what_is_signed_is_refused(String id) {
        assertThatThrownBy(() -> new AccessKey(id, Secret.of("s"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("identifier");
    }
}
