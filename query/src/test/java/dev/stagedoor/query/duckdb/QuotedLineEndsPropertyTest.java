package dev.stagedoor.query.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.Cancellation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Line ends within quotes, found in pieces that may begin and end anywhere. */
class QuotedLineEndsPropertyTest {
    @Property
    void line_end_within_quotes_is_found_wherever_the_pieces_meet(
            @ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 9) int pieceBytes) throws IOException {
        Path file = Files.createTempFile("quotes", ".csv");
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8);

            assertThat(new QuotedLineEnds('"', pieceBytes, new Cancellation()).noneIn(file)).isEqualTo(hasNone(text));
        } finally {
            Files.delete(file);
        }
    }

    private static boolean hasNone(String text) {
        boolean within = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            within ^= c == '"';
            if (within && (c == '\n' || c == '\r')) {
                return false;
            }
        }
        return true;
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("\"", "\"\"", "\"a\"", "\n", "\r\n", "\r", ",", "a", "é")
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }
}
