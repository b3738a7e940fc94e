package dev.stagedoor.query.text;

import com.github.luben.zstd.ZstdInputStream;
import dev.stagedoor.query.format.UnreadableFileException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * The content of a compressed file as a stream, decompressed as it is read. A file that is damaged or cut short ends in an error, never in
 * fewer bytes.
 */
public final class ExpandedFile extends InputStream {
    /** Memory that one file of XZ may ask for, in KiB: enough for the preset -9. ZSTD is bounded by its library at 128 MiB. */
    public static final int MAX_XZ_KIB = 128 << 10;

    /** What is said of a file whose compressed form is wrong. */
    public static final String DAMAGED = "it is not compressed as its format says, damaged, or cut short";

    private static final int BUFFER_BYTES = 64 << 10;

    /** The record at the end of a ZIP archive (APPNOTE.TXT, section 4.3.16); last of it stands how long the comment behind it is. */
    private static final int ZIP_END_MAGIC = 0x06054B50;

    private static final int ZIP_END_BYTES = 22;
    private static final int MAX_ZIP_COMMENT_BYTES = 0xFFFF;

    private final InputStream content;
    private final long maxBytes;
    private long bytes;

    private ExpandedFile(InputStream content, long maxBytes) {
        this.content = content;
        this.maxBytes = maxBytes;
    }

    /**
     * Opens a file.
     *
     * @param maxBytes what it may expand to; a file that is not compressed has no limit
     * @return its reads throw {@link UnreadableFileException} for what is wrong with the compressed form, and past the limit
     * @throws UnreadableFileException when its beginning is not of this compression
     */
    public static InputStream open(Path file, Compression compression, long maxBytes) throws IOException {
        if (compression == Compression.ZIP) {
            return new ExpandedFile(onlyFile(file), maxBytes);
        }
        if (compression == Compression.ZSTD && Files.size(file) == 0) {
            // For the library this is the end of what was compressed.
            throw new UnreadableFileException(DAMAGED);
        }
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        if (compression == Compression.NONE) {
            return raw;
        }
        try {
            return new ExpandedFile(expanding(raw, compression), maxBytes);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw new UnreadableFileException(DAMAGED, e);
        }
    }

    private static InputStream expanding(InputStream raw, Compression compression) throws IOException {
        return switch (compression) {
            case GZIP -> new GZIPInputStream(raw, BUFFER_BYTES);
            case ZSTD -> new ZstdInputStream(raw);
            case BZ2 -> new BZip2CompressorInputStream(raw, true);
            case XZ -> new XZInputStream(raw, MAX_XZ_KIB);
            case BROTLI -> new WholeBrotli(raw);
            case DEFLATE -> new WholeInflater(raw, new Inflater());
            case RAW_DEFLATE -> new WholeInflater(raw, new Inflater(true));
            case NONE, ZIP -> throw new IllegalStateException(compression + " has no stream");
        };
    }

    /** Fails where bytes follow the compressed ones, and gives back its memory. */
    private static final class WholeInflater extends InflaterInputStream {
        private WholeInflater(InputStream raw, Inflater inflater) {
            super(raw, inflater, BUFFER_BYTES);
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int read = super.read(buffer, from, length);
            if (read < 0 && (inf.getRemaining() > 0 || in.read() >= 0)) {
                throw new ZipException("bytes behind the end");
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            super.close();
            inf.end();
        }
    }

    /** Fails where bytes follow the compressed ones, which the library does not look at. */
    private static final class WholeBrotli extends FilterInputStream {
        private final InputStream raw;

        private WholeBrotli(InputStream raw) throws IOException {
            super(new BrotliInputStream(raw));
            this.raw = raw;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int read = super.read(buffer, from, length);
            if (read < 0 && raw.read() >= 0) {
                throw new IOException("bytes behind the end");
            }
            return read;
        }
    }

    /** The JDK passes over bytes behind the end of an archive. */
    private static void requireEnd(Path archive) throws IOException {
        byte[] tail;
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "r")) {
            tail = new byte[(int) Math.min(file.length(), ZIP_END_BYTES + MAX_ZIP_COMMENT_BYTES)];
            file.seek(file.length() - tail.length);
            file.readFully(tail);
        }
        ByteBuffer end = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = tail.length - ZIP_END_BYTES; at >= 0; at--) {
            if (end.getInt(at) == ZIP_END_MAGIC) {
                int comment = Short.toUnsignedInt(end.getShort(at + ZIP_END_BYTES - Short.BYTES));
                if (at + ZIP_END_BYTES + comment == tail.length) {
                    return;
                }
            }
        }
        throw new ZipException("bytes behind the end");
    }

    private static InputStream onlyFile(Path archive) {
        ZipFile zip = null;
        try {
            requireEnd(archive);
            zip = new ZipFile(archive.toFile());
            List<ZipEntry> files = new ArrayList<>();
            zip.stream().filter(entry -> !entry.isDirectory()).limit(2).forEach(files::add);
            if (files.size() != 1) {
                throw new UnreadableFileException("a ZIP archive that is queried has exactly one file in it; this has "
                        + (files.isEmpty() ? "none" : "more"));
            }
            return new ZippedFile(zip, files.getFirst());
        } catch (IOException | RuntimeException e) {
            closeQuietly(zip);
            throw e instanceof UnreadableFileException known ? known : new UnreadableFileException(DAMAGED, e);
        }
    }

    private static void closeQuietly(@Nullable ZipFile zip) {
        try {
            if (zip != null) {
                zip.close();
            }
        } catch (IOException _) {
            // It was read only.
        }
    }

    /** The JDK does not hold what it reads from an archive to its checksum. */
    private static final class ZippedFile extends FilterInputStream {
        private final ZipFile zip;
        private final ZipEntry entry;
        private final CheckedInputStream checked;

        private ZippedFile(ZipFile zip, ZipEntry entry) throws IOException {
            this(zip, entry, new CheckedInputStream(zip.getInputStream(entry), new CRC32()));
        }

        private ZippedFile(ZipFile zip, ZipEntry entry, CheckedInputStream checked) {
            super(checked);
            this.zip = zip;
            this.entry = entry;
            this.checked = checked;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int read = super.read(buffer, from, length);
            if (read < 0 && entry.getCrc() >= 0 && entry.getCrc() != checked.getChecksum().getValue()) {
                throw new ZipException("wrong checksum");
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            zip.close();
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int from, int length) {
        int read;
        try {
            read = content.read(buffer, from, length);
        } catch (IOException | RuntimeException e) {
            throw new UnreadableFileException(DAMAGED, e);
        }
        bytes += Math.max(read, 0);
        if (bytes > maxBytes) {
            throw new UnreadableFileException("it expands to more than " + (maxBytes >> 20)
                    + " MiB, which query.max_expanded_size allows a compressed file");
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
