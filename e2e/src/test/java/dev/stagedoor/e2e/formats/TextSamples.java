package dev.stagedoor.e2e.formats;

import com.github.luben.zstd.Zstd;
import dev.stagedoor.e2e.support.Command;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Text in every compression, whose name in FILE_FORMAT is its own. */
final class TextSamples {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private TextSamples() {}

    /** @param directory for files on the way */
    static List<Sample> all(Path directory) throws IOException {
        List<Sample> samples = new ArrayList<>();
        samples.addAll(compressed("CSV", "csv", "$1", text(i -> i + ",\"title, " + i + "\"\n"), directory));
        samples.addAll(compressed("TEXT", "txt", "$1", text(i -> i + "\ttitle " + i + "\n"), directory));
        samples.addAll(compressed("NDJSON", "ndjson", "$1:id", text(i -> "{\"id\":" + i + ",\"title\":\"title " + i + "\"}\n"), directory));
        return samples;
    }

    private static byte[] text(IntFunction<String> line) {
        return IntStream.rangeClosed(1, Sample.ROWS).mapToObj(line).collect(Collectors.joining()).getBytes(StandardCharsets.UTF_8);
    }

    private static List<Sample> compressed(String type, String suffix, String number, byte[] text, Path directory) throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        contents.put("NONE", text);
        contents.put("GZIP", written(text, GZIPOutputStream::new));
        contents.put("ZSTD", Zstd.compress(text));
        contents.put("BZ2", written(text, BZip2CompressorOutputStream::new));
        contents.put("XZ", written(text, out -> new XZOutputStream(out, new LZMA2Options())));
        contents.put("BROTLI", brotli(text, directory));
        contents.put("DEFLATE", written(text, DeflaterOutputStream::new));
        contents.put("RAWDEFLATE", written(text, out -> new DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED, true))));
        contents.put("ZIP", written(text, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            zip.putNextEntry(new ZipEntry("content"));
            return zip;
        }));
        List<Sample> samples = new ArrayList<>();
        contents.forEach((compression, content) -> samples.add(new Sample(
                type, compression, suffix + "_" + compression.toLowerCase(Locale.ROOT) + ".data",
                "COMPRESSION = " + compression, number, content)));
        return samples;
    }

    @FunctionalInterface
    private interface Compressor {
        OutputStream over(OutputStream out) throws IOException;
    }

    private static byte[] written(byte[] text, Compressor compressor) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream out = compressor.over(bytes)) {
            out.write(text);
        }
        return bytes.toByteArray();
    }

    /** By Node: there is no writer of it in Java here. */
    private static byte[] brotli(byte[] text, Path directory) throws IOException {
        Path plain = Files.write(directory.resolve("brotli.txt"), text);
        Path compressed = directory.resolve("brotli.br");
        var outcome = Command.run(directory, LIMIT, List.of("node", "-e",
                "const fs = require('fs'); fs.writeFileSync('" + compressed
                        + "', require('zlib').brotliCompressSync(fs.readFileSync('" + plain + "')))"), Map.of());
        if (outcome.exitCode() != 0) {
            throw new IOException(outcome.errors());
        }
        return Files.readAllBytes(compressed);
    }
}
