package dev.stagedoor.client.transfer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of a listing, in a temporary file. A server closes a result that nobody reads on for a while, and a long one has no room in
 * memory.
 */
final class ListingSpool implements AutoCloseable {
    private final Path file;
    private final DataOutputStream out;
    private long count;
    private long bytes;

    private ListingSpool(Path file, DataOutputStream out) {
        this.file = file;
        this.out = out;
    }

    static ListingSpool create() throws LocalFailure {
        try {
            Path file = Files.createTempFile("stagedoor-", ".list");
            file.toFile().deleteOnExit();
            return new ListingSpool(file, new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file))));
        } catch (IOException e) {
            throw LocalFailure.of("cannot make a temporary file", e);
        }
    }

    /** What is done with each file. */
    interface Reader {
        void read(RemoteFile file) throws LocalFailure;
    }

    void add(RemoteFile listed) {
        try {
            write(listed.path());
            out.writeLong(listed.size());
            write(listed.etag().orElse(""));
            count++;
            bytes += listed.size();
        } catch (IOException e) {
            throw new TransferException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private void write(String text) throws IOException {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(encoded.length);
        out.write(encoded);
    }

    long count() {
        return count;
    }

    /** Of all files. */
    long bytes() {
        return bytes;
    }

    /** Gives the files in the order in which they came. */
    void read(Reader reader) throws LocalFailure {
        try {
            out.flush();
            try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
                for (long i = 0; i < count; i++) {
                    String path = text(in);
                    long size = in.readLong();
                    reader.read(new RemoteFile(path, size, Optional.of(text(in)).filter(etag -> !etag.isEmpty())));
                }
            }
        } catch (IOException e) {
            throw LocalFailure.of("cannot read " + file, e);
        }
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws LocalFailure {
        try {
            out.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw LocalFailure.of("cannot delete " + file, e);
        }
    }
}
