package dev.stagedoor.query.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.orc.CompressionKind;
import org.apache.orc.OrcFile;
import org.apache.orc.TypeDescription;
import org.apache.orc.Writer;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;

/** Files of ORC, written by the format's own library into memory. */
public final class WrittenOrc {
    private WrittenOrc() {}

    /**
     * A file of one batch of rows.
     *
     * @param types as {@code struct<a:int,b:string>}
     * @param rows how many the batch has room for
     * @param filler writes the rows into the batch, and how many they are
     */
    public static byte[] file(String types, CompressionKind compression, int rows, Consumer<VectorizedRowBatch> filler) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Configuration settings = new Configuration();
        settings.set("orc.key.provider", "memory");
        TypeDescription schema = TypeDescription.fromString(types);
        var options = OrcFile.writerOptions(settings).fileSystem(into(bytes)).setSchema(schema).compress(compression);
        options.useUTCTimestamp(true);
        options.setProlepticGregorian(true);
        try (Writer writer = OrcFile.createWriter(new Path("file"), options)) {
            VectorizedRowBatch batch = schema.createRowBatch(rows);
            filler.accept(batch);
            writer.addRowBatch(batch);
        }
        return bytes.toByteArray();
    }

    private static FileSystem into(ByteArrayOutputStream bytes) {
        return new FileSystem() {
            @Override
            public FSDataInputStream open(Path path) {
                throw new UnsupportedOperationException();
            }

            @Override
            public FileStatus getFileStatus(Path path) {
                throw new UnsupportedOperationException();
            }

            @Override
            public FSDataOutputStream create(Path path, boolean overwrite, int bufferSize, short replication, long blockSize) {
                return new FSDataOutputStream(bytes);
            }
        };
    }
}
