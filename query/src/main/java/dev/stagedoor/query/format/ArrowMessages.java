package dev.stagedoor.query.format;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowDictionaryBatch;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The encapsulated messages of Arrow IPC, from a local file. They are read here, because the library's readers make room for what a message
 * says of itself before they look how long the file is, and want the JDK's internals opened.
 */
final class ArrowMessages extends ArrowReader {
    /** Most bytes of a footer, and of the head of a message. */
    static final int MAX_HEAD_BYTES = 16 << 20;

    private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);

    /** The length of the footer and the magic. */
    private static final int END_BYTES = Integer.BYTES + MAGIC.length;

    private static final int CONTINUATION = 0xFFFFFFFF;
    private static final int COPY_BYTES = 64 << 10;

    private final FileChannel channel;
    private final Places places;

    /** A message, and where its body begins and ends. */
    private record Part(Message message, long body, long end) {}

    /** Where messages are. */
    private interface Places {
        Schema schema() throws IOException;

        /** @return null after the last */
        @Nullable Part next() throws IOException;
    }

    private ArrowMessages(FileChannel channel, BufferAllocator memory, boolean stream) throws IOException {
        super(memory, new ArrowCodecs());
        this.channel = channel;
        this.places = stream ? new Stream() : new Blocks(footer());
    }

    static ArrowMessages ofStream(FileChannel channel, BufferAllocator memory) throws IOException {
        return new ArrowMessages(channel, memory, true);
    }

    static ArrowMessages ofFile(FileChannel channel, BufferAllocator memory) throws IOException {
        return new ArrowMessages(channel, memory, false);
    }

    @Override
    protected Schema readSchema() throws IOException {
        return places.schema();
    }

    /** Reads up to the next record batch; dictionaries come before what they are needed for. */
    @Override
    public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        for (Part part = places.next(); part != null; part = places.next()) {
            switch (part.message.headerType()) {
                case MessageHeader.RecordBatch -> {
                    ArrowRecordBatch batch = MessageSerializer.deserializeRecordBatch(part.message, body(part));
                    loadRecordBatch(batch);
                    return true;
                }
                case MessageHeader.DictionaryBatch -> {
                    ArrowDictionaryBatch batch = MessageSerializer.deserializeDictionaryBatch(part.message, body(part));
                    loadDictionary(batch);
                }
                default -> throw new UnreadableFileException(ReadSteps.DAMAGED);
            }
        }
        return false;
    }

    private ArrowBuf body(Part part) throws IOException {
        long length = part.end - part.body;
        ArrowBuf body = allocator.buffer(length);
        try {
            byte[] copy = new byte[(int) Math.min(COPY_BYTES, length)];
            for (long at = 0; at < length; at += copy.length) {
                int bytes = (int) Math.min(copy.length, length - at);
                fill(ByteBuffer.wrap(copy, 0, bytes), part.body + at);
                body.setBytes(at, copy, 0, bytes);
            }
            body.writerIndex(length);
            return body;
        } catch (IOException | RuntimeException | Error e) {
            body.close();
            throw e;
        }
    }

    private ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        fill(bytes, position);
        return bytes.flip();
    }

    private void fill(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            int read = channel.read(bytes, at);
            if (read < 0) {
                throw new EOFException();
            }
            at += read;
        }
    }

    /** @return null where a stream ends */
    private @Nullable Part message(long position) throws IOException {
        long size = channel.size();
        if (position == size) {
            return null;
        }
        int length = read(position, Integer.BYTES).getInt();
        long head = position + Integer.BYTES;
        if (length == CONTINUATION) {
            length = read(head, Integer.BYTES).getInt();
            head += Integer.BYTES;
        }
        if (length == 0) {
            return null;
        }
        if (length < 0 || length > size - head) {
            throw new UnreadableFileException(ReadSteps.DAMAGED);
        }
        requireHead(length);
        Message message = Message.getRootAsMessage(read(head, length));
        long body = head + length;
        if (message.bodyLength() < 0 || message.bodyLength() > size - body) {
            throw new UnreadableFileException(ReadSteps.DAMAGED);
        }
        return new Part(message, body, body + message.bodyLength());
    }

    private static void requireHead(int length) {
        if (length > MAX_HEAD_BYTES) {
            throw new UnreadableFileException("its schema, or what it says of a batch, has more than " + (MAX_HEAD_BYTES >> 20) + " MiB");
        }
    }

    private static Schema known(org.apache.arrow.flatbuf.Schema schema) {
        if (schema.endianness() != Endianness.Little) {
            throw new UnreadableFileException("its numbers have their first byte at the end (big-endian), which is not read");
        }
        return Schema.convertSchema(schema);
    }

    private Footer footer() throws IOException {
        long size = channel.size();
        if (size < MAGIC.length + END_BYTES || !isMagic(read(0, MAGIC.length))) {
            throw new UnreadableFileException(
                    "it is no file of Arrow; FILE_FORMAT => 'arrow_stream' is for streams, 'csv' or another says what else it is");
        }
        ByteBuffer end = read(size - END_BYTES, END_BYTES);
        int length = end.getInt();
        if (!isMagic(end) || length <= 0 || length > size - END_BYTES - MAGIC.length) {
            throw new UnreadableFileException(ReadSteps.DAMAGED);
        }
        requireHead(length);
        return Footer.getRootAsFooter(read(size - END_BYTES - length, length));
    }

    private static boolean isMagic(ByteBuffer bytes) {
        return bytes.equals(ByteBuffer.wrap(MAGIC));
    }

    /** One message behind the other. */
    private final class Stream implements Places {
        private long position;

        @Override
        public Schema schema() throws IOException {
            Part first = message(0);
            if (first == null || first.message.headerType() != MessageHeader.Schema) {
                throw notStream();
            }
            position = first.end;
            return known((org.apache.arrow.flatbuf.Schema) first.message.header(new org.apache.arrow.flatbuf.Schema()));
        }

        private UnreadableFileException notStream() {
            return new UnreadableFileException(
                    "it is no stream of Arrow; FILE_FORMAT => 'arrow' is for files, 'csv' or another says what else it is");
        }

        @Override
        public @Nullable Part next() throws IOException {
            Part part = message(position);
            if (part != null) {
                position = part.end;
            }
            return part;
        }
    }

    /** Messages at the places that the footer names: all dictionaries, then the record batches. */
    private final class Blocks implements Places {
        private final Footer footer;
        private final Iterator<Long> offsets;

        private Blocks(Footer footer) {
            this.footer = footer;
            List<Long> all = new ArrayList<>();
            for (int i = 0; i < footer.dictionariesLength(); i++) {
                all.add(offset(footer.dictionaries(i)));
            }
            for (int i = 0; i < footer.recordBatchesLength(); i++) {
                all.add(offset(footer.recordBatches(i)));
            }
            offsets = all.iterator();
        }

        private static long offset(Block block) {
            if (block.offset() < 0) {
                throw new UnreadableFileException(ReadSteps.DAMAGED);
            }
            return block.offset();
        }

        @Override
        public Schema schema() {
            if (footer.schema() == null) {
                throw new UnreadableFileException(ReadSteps.DAMAGED);
            }
            return known(footer.schema());
        }

        @Override
        public @Nullable Part next() throws IOException {
            if (!offsets.hasNext()) {
                return null;
            }
            Part part = message(offsets.next());
            if (part == null) {
                throw new UnreadableFileException(ReadSteps.DAMAGED);
            }
            return part;
        }
    }

    @Override
    public long bytesRead() {
        return 0;
    }

    @Override
    protected void closeReadSource() {
        // The channel is its owner's.
    }
}
