package dev.stagedoor.query.text;

import com.github.luben.zstd.ZstdOutputStream;
import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/**
 * Turns a file of text in UTF-8 into one of its format: in the encoding, and compressed.
 *
 * @param encoding of the characters
 * @param replacing whether a character that the encoding has not becomes {@code ?}; else it is an error
 */
public record WrittenText(Charset encoding, boolean replacing, Compression compression) {
    private static final int BUFFER_BYTES = 64 << 10;

    /** XZ's own default takes 94 MB of memory. */
    private static final int XZ_PRESET = 3;

    /**
     * Of a format of text.
     *
     * @throws StagedoorException 1002 for a compression that is not written
     */
    public static WrittenText of(FileFormat format) {
        Compression compression = Compression.ofWritten(format);
        boolean hasEncoding = format.type() == FileFormatType.CSV || format.type() == FileFormatType.TEXT;
        if (!hasEncoding) {
            return new WrittenText(StandardCharsets.UTF_8, false, compression);
        }
        Charset encoding = Charset.forName((String) format.options().get("encoding"));
        if (!encoding.canEncode()) {
            throw new StagedoorException(ErrorCode.UNIMPLEMENTED, "text cannot be written in " + encoding.name());
        }
        return new WrittenText(encoding, format.options().get("encoding_error_mode").equals("replace"), compression);
    }

    /** Whether a file stays as it is. */
    public boolean isPlain() {
        return compression == Compression.NONE && encoding.equals(StandardCharsets.UTF_8);
    }

    /**
     * Writes another file.
     *
     * @param name of the file, without what tells its compression: an archive has it within
     * @throws StagedoorException 1006 for a character that the encoding has not
     */
    public void convert(Path from, Path to, String name, Cancellation cancellation) throws IOException {
        try (InputStream plain = Files.newInputStream(from);
                OutputStream file = Files.newOutputStream(to);
                OutputStream packed = packed(file, name)) {
            if (encoding.equals(StandardCharsets.UTF_8)) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int read = plain.read(buffer); read >= 0; read = plain.read(buffer)) {
                    cancellation.check();
                    packed.write(buffer, 0, read);
                }
            } else {
                encode(plain, packed, cancellation);
            }
        }
    }

    private OutputStream packed(OutputStream file, String name) throws IOException {
        return switch (compression) {
            case NONE -> file;
            case GZIP -> new GZIPOutputStream(file, BUFFER_BYTES);
            case ZSTD -> new ZstdOutputStream(file);
            case BZ2 -> new BZip2CompressorOutputStream(file);
            case XZ -> new XZOutputStream(file, new LZMA2Options(XZ_PRESET));
            case DEFLATE -> new DeflaterOutputStream(file);
            case RAW_DEFLATE -> raw(file);
            case ZIP -> zip(file, name);
            case BROTLI -> throw new IllegalStateException("is not written");
        };
    }

    private static OutputStream raw(OutputStream file) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        return new FilterOutputStream(new DeflaterOutputStream(file, deflater, BUFFER_BYTES)) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
            }

            @Override
            public void close() throws IOException {
                try {
                    super.close();
                } finally {
                    deflater.end();
                }
            }
        };
    }

    private static OutputStream zip(OutputStream file, String name) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(file);
        zip.putNextEntry(new ZipEntry(name));
        return zip;
    }

    private void encode(InputStream plain, OutputStream packed, Cancellation cancellation) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CodingErrorAction unmappable = replacing ? CodingErrorAction.REPLACE : CodingErrorAction.REPORT;
        CharsetEncoder encoder = encoding.newEncoder().onUnmappableCharacter(unmappable).onMalformedInput(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES);
        CharBuffer chars = CharBuffer.allocate(BUFFER_BYTES);
        ByteBuffer encoded = ByteBuffer.allocate((int) (BUFFER_BYTES * (double) encoder.maxBytesPerChar()) + BUFFER_BYTES);
        boolean ended = false;
        while (!ended) {
            cancellation.check();
            int read = plain.read(bytes.array(), bytes.position(), bytes.remaining());
            ended = read < 0;
            bytes.position(bytes.position() + Math.max(read, 0)).flip();
            var decoded = decoder.decode(bytes, chars, ended);
            if (decoded.isError()) {
                decoded.throwException();
            }
            bytes.compact();
            chars.flip();
            try {
                var result = encoder.encode(chars, encoded, ended);
                if (result.isError()) {
                    result.throwException();
                }
                if (ended) {
                    encoder.flush(encoded);
                }
            } catch (CharacterCodingException e) {
                throw new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        "a value holds a character that " + encoding.name()
                                + " has not: choose another ENCODING, or ENCODING_ERROR_MODE = REPLACE",
                        e);
            }
            chars.compact();
            packed.write(encoded.array(), 0, encoded.flip().limit());
            encoded.clear();
        }
    }
}
