package dev.stagedoor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class AnswerJsonTest {
    private record Answer(String sessionId, List<String> isList, boolean isConfigured) {}

    private static String written(Object answer) {
        return StandardCharsets.UTF_8.decode(AnswerJson.of(answer)).toString();
    }

    private static String spelled(String text) {
        return new JsonBuffer(16).string(text).toString();
    }

    @Property
    void any_text_is_spelled_as_in_answers_to_statements(@ForAll @StringLength(max = 200) String text) {
        assertThat(written(List.of(text))).isEqualTo("[" + spelled(text) + "]");
    }

    @Test
    void every_character_is_spelled_as_in_answers_to_statements() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String text = "a" + (char) c + "/b";
            assertThat(written(new Answer(text, List.of(text), true)))
                    .isEqualTo("{\"session_id\":" + spelled(text) + ",\"is_list\":[" + spelled(text) + "],\"is_configured\":true}");
        }
    }
}
