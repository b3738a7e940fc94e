package dev.stagedoor.query.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.Cancellation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** What is found in pieces of a file that may begin and end anywhere. */
class CsvScanPropertyTest {
    @Property
    void line_end_within_quotes_is_found_wherever_the_pieces_meet(
            @ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 9) int pieceBytes) throws IOException {
        Path file = Files.createTempFile("quotes", ".csv");
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8);

            assertThat(new CsvScan('"', pieceBytes, new Cancellation()).look(file)).isEqualTo(new CsvScan.Found(true, !hasNone(text)));
        } finally {
            Files.delete(file);
        }
    }

    @Property
    void bytes_that_are_not_utf8_are_found_wherever_the_pieces_meet(
            @ForAll("bytes") byte[] bytes, @ForAll @IntRange(min = 1, max = 40) int pieceBytes) throws IOException {
        Path file = Files.createTempFile("bytes", ".csv");
        try {
            Files.write(file, bytes);

            assertThat(new CsvScan('"', pieceBytes, new Cancellation()).look(file).utf8()).isEqualTo(isUtf8(bytes));
        } finally {
            Files.delete(file);
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
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

    /** Characters of every length, the bounds of what is one, and sometimes a byte that does not belong there. */
    @Provide
    Arbitrary<byte[]> bytes() {
        Arbitrary<byte[]> whole = Arbitraries.of(
                        "a", "abcdefgh,12345678", "\u007f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\ud800\udc00",
                        "\udbff\udfff", "\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> broken = Arbitraries.of(
                        "80", "bf", "c0", "c080", "c1bf", "c2", "e0", "e09fbf", "e0a0", "eda080", "edbfbf", "f0", "f08fbfbf", "f09080",
                        "f4908080", "f5808080", "ff")
                .map(HexFormat.of()::parseHex);
        return Arbitraries.frequencyOf(Tuple.of(30, whole), Tuple.of(1, broken)).list().ofMaxSize(30).map(parts -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            parts.forEach(all::writeBytes);
            return all.toByteArray();
        });
    }
}
