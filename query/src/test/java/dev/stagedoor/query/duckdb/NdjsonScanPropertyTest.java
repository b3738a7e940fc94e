package dev.stagedoor.query.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.text.Compressed;
import dev.stagedoor.query.text.Compression;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** What is found in parts of a file that may begin and end anywhere. */
class NdjsonScanPropertyTest {
    private static final List<String> LAX = List.of(
            "NaN", "[1,nan]", "{\"a\": -Infinity}", "[INF ]", "{\"a\":1,}", "[1, \t]", "{\"a\":[\"x\\\\\",]}", "[\"\",\"\\\"\", nAN]",
            "[false,naN]");

    private static NdjsonScan scan(String content, int partBytes) throws IOException {
        Path file = Files.createTempFile("lines", ".ndjson");
        try {
            Files.writeString(file, content, StandardCharsets.UTF_8);
            return NdjsonScan.inParts(file, partBytes, new Cancellation());
        } finally {
            Files.delete(file);
        }
    }

    @Property
    void lax_json_is_found_wherever_the_parts_meet(
            @ForAll("lines") List<String> lines, @ForAll @IntRange(min = 1, max = 60) int partBytes) throws IOException {
        boolean lax = lines.stream().anyMatch(LAX::contains);
        String content = String.join("\n", lines);

        assertThat(scan(content, partBytes)).isEqualTo(new NdjsonScan(false, lax, false));
        assertThat(scan("\ufeff" + content + "\n", partBytes)).isEqualTo(new NdjsonScan(true, lax, false));
    }

    @Provide
    Arbitrary<List<String>> lines() {
        Arbitrary<String> strict = Arbitraries.of(
                "", "{}", "{\"a\":1}", "[true,false,null , 1E5]", "{\"NaN\": \"inf, ]\"}", "[\"a long text, with nan, and ,]\\\\\"]",
                "{\"q\\\"\":\"\\\\\\\",}\",\"\u00e9\":\"\"}", "[ ]", "[[],{}]", "\"-Infinity\"", "  ");
        return Arbitraries.frequencyOf(Tuple.of(20, strict), Tuple.of(1, Arbitraries.of(LAX))).list().ofMaxSize(20);
    }

    /** Read in several buffers. */
    @Example
    void lines_that_are_long_on_average_are_told() throws IOException {
        String text = "\"" + "x".repeat(2 * NdjsonScan.LONG_LINE_BYTES) + "\"\n";
        for (int part : new int[] {1 << 20, 1 << 10}) {
            assertThat(scan(text.repeat(100), part)).isEqualTo(new NdjsonScan(false, false, true));
            assertThat(scan(text.repeat(100) + "1\n".repeat(200), part)).isEqualTo(new NdjsonScan(false, false, false));
            String behind = "\n[1,]\n" + "1\n".repeat(1_000);
            assertThat(scan("\"" + "x".repeat(1 << 20) + "\"" + behind, part)).isEqualTo(new NdjsonScan(false, true, false));
        }
    }

    @Example
    void compressed_files_are_looked_at_in_order() throws IOException {
        Path file = Files.createTempFile("lines", ".gz");
        try {
            byte[] content = ("\ufeff" + "{\"a\": 1}\n".repeat(100_000) + "{\"a\": inf}").getBytes(StandardCharsets.UTF_8);
            Files.write(file, Compressed.of(Compression.GZIP, content));

            assertThat(NdjsonScan.of(file, Compression.GZIP, new Cancellation())).isEqualTo(new NdjsonScan(true, true, false));
        } finally {
            Files.delete(file);
        }
    }
}
