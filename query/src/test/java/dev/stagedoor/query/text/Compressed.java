package dev.stagedoor.query.text;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Files of every compression that text is read in, made by other code than reads them where there is such. */
public final class Compressed {
    /** A file of CSV that compresses well: a header and {@value #RECORDS} records. */
    public static final String CSV = csv();

    /** In {@link #CSV}. */
    public static final int RECORDS = 300;

    private static final int MEBIBYTE = 1 << 20;

    /** {@link #CSV}, as Node.js 22 compresses it. Java has no encoder of Brotli. */
    private static final String BROTLI_OF_CSV = """
            G/ENABwJNk5xa4vhrGQhS3ODse9bUkYpgNDzdlG6svyo06iFg7i2cknDJWdzxh8H4YZJy+fjcPk9yz/Q9y3WQmldebGyvmap9kbX5Z/rBzcK7T8FePHN17z16fj6
            moM4GAfr4By8wXYIgxQFHRMnbrz4qRMSkZJR0qBNlz53RmZWdg6evPjyky4oLCouKVO2HPmmGTRk1LhJM80213zbLVi2Yt2GnXbba7/rDh07debSDbfdcd93j569
            evfpp1/++n+i+wWMhtk0Wkbb6Bg9Rq/RZ/Q7aA8AHgBPFAIWAQMWHHjYEJBQ0jBy4MqDjxoBEQkZBY1adOpxa2BiYePgwYsPv2kCQyJjEjJkyZFnmgFDR4ydMOMs
            c8yzzYIlK9Zs3GHXPfa95sCRE2cu3HDLnfd8++Dpizcffvjlr//N7s3Ghc3N1oXtzc6FPZu9m32b/ZvoTeBCEAhYBIxYcOJhQ0BCQcPAgSsPvmoERSRkFDRo0aHH
            rYGpha2DBy8+/KQJCImMScyQNUeeaQYMGTFmwoyzzDnPtguWrFizYYdd9tj3moNHTp65cMMtd9zzzYOnL95++PGXv/63ugE=""";

    /** 5 Mi lines that hold the digit 1, as Node.js 22 compresses them. */
    private static final String BROTLI_OF_BOMB = "y///P/ilFGLisjAA9/6v/P//wC8BEIcFALr3Hw==";

    private Compressed() {}

    private static String csv() {
        StringBuilder csv = new StringBuilder("id,title\n");
        for (int i = 1; i <= RECORDS; i++) {
            csv.append(i).append(",title ").append(i * 7 % 13).append('\n');
        }
        return csv.toString();
    }

    /** {@link #CSV}. */
    public static byte[] csv(Compression compression) {
        return compression == Compression.BROTLI ? decoded(BROTLI_OF_CSV) : of(compression, CSV.getBytes(StandardCharsets.UTF_8));
    }

    /** 10 MiB of lines that hold the digit 1; compressed they are a thousandth or less. */
    public static byte[] bomb(Compression compression) {
        byte[] lines = new byte[10 * MEBIBYTE];
        Arrays.fill(lines, (byte) '1');
        for (int i = 1; i < lines.length; i += 2) {
            lines[i] = '\n';
        }
        return compression == Compression.BROTLI ? decoded(BROTLI_OF_BOMB) : of(compression, lines);
    }

    private static byte[] decoded(String base64) {
        return Base64.getDecoder().decode(base64.replace("\n", ""));
    }

    /** Any content; Brotli without compressing it. */
    public static byte[] of(Compression compression, byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream compressing = compressing(compression, bytes)) {
            compressing.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Blocks that are not compressed, of {@value #BLOCK_BYTES} bytes at most (RFC 7932, section 9.2). */
    private static final class StoredBrotli extends ByteArrayOutputStream {
        private static final int BLOCK_BYTES = 1 << 16;

        private final OutputStream to;

        private StoredBrotli(OutputStream to) {
            this.to = to;
        }

        @Override
        public void close() throws IOException {
            byte[] content = toByteArray();
            for (int from = 0; from < content.length; from += BLOCK_BYTES) {
                int length = Math.min(BLOCK_BYTES, content.length - from);
                // The size of the window stands before the first block alone, and takes four bits.
                int head = (length - 1) << 3 | 1 << 19;
                int bits = from == 0 ? head << 4 | 0xB : head;
                for (int i = 0; i < 3; i++) {
                    to.write(bits >>> 8 * i);
                }
                to.write(content, from, length);
            }
            to.write(3);
        }
    }

    private static OutputStream compressing(Compression compression, OutputStream to) throws IOException {
        return switch (compression) {
            case NONE -> to;
            case GZIP -> new GZIPOutputStream(to);
            case ZSTD -> new ZstdOutputStream(to).setChecksum(true);
            case BZ2 -> new BZip2CompressorOutputStream(to);
            case XZ -> new XZOutputStream(to, new LZMA2Options());
            case DEFLATE -> new DeflaterOutputStream(to);
            case RAW_DEFLATE -> new DeflaterOutputStream(to, new Deflater(Deflater.DEFAULT_COMPRESSION, true));
            case ZIP -> {
                ZipOutputStream zip = new ZipOutputStream(to);
                zip.putNextEntry(new ZipEntry("content.csv"));
                yield zip;
            }
            case BROTLI -> new StoredBrotli(to);
        };
    }
}
