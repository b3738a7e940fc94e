package dev.stagedoor.query.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.compression.AbstractCompressionCodec;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;

/** The codecs of Arrow's buffers, which make no more room than a batch may have. */
final class ArrowCodecs implements CompressionCodec.Factory {
    @Override
    public CompressionCodec createCodec(CodecType type) {
        return switch (type) {
            case NO_COMPRESSION -> NoCompressionCodec.INSTANCE;
            case ZSTD -> CommonsCompressionFactory.INSTANCE.createCodec(type);
            case LZ4_FRAME -> new Lz4Frames();
        };
    }

    @Override
    public CompressionCodec createCodec(CodecType type, int level) {
        return createCodec(type);
    }

    /** The library's own makes a copy on the heap, as long as the frame turns out to be. */
    private static final class Lz4Frames extends AbstractCompressionCodec {
        private static final int COPY_BYTES = 64 << 10;

        @Override
        protected ArrowBuf doDecompress(BufferAllocator memory, ArrowBuf compressed) {
            long length = readUncompressedLength(compressed);
            byte[] frame = new byte[(int) (compressed.writerIndex() - CompressionUtil.SIZE_OF_UNCOMPRESSED_LENGTH)];
            compressed.getBytes(CompressionUtil.SIZE_OF_UNCOMPRESSED_LENGTH, frame);
            ArrowBuf plain = memory.buffer(length);
            try (InputStream in = new LZ4FrameInputStream(new ByteArrayInputStream(frame))) {
                byte[] copy = new byte[(int) Math.min(COPY_BYTES, length)];
                for (long at = 0; at < length; at += copy.length) {
                    int wanted = (int) Math.min(copy.length, length - at);
                    if (in.readNBytes(copy, 0, wanted) < wanted) {
                        throw new UnreadableFileException(ReadSteps.DAMAGED);
                    }
                    plain.setBytes(at, copy, 0, wanted);
                }
                if (in.read() >= 0) {
                    throw new UnreadableFileException(ReadSteps.DAMAGED);
                }
                plain.writerIndex(length);
                return plain;
            } catch (IOException e) {
                plain.close();
                throw new UncheckedIOException(e);
            } catch (RuntimeException | Error e) {
                plain.close();
                throw e;
            }
        }

        @Override
        protected ArrowBuf doCompress(BufferAllocator memory, ArrowBuf plain) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CodecType getCodecType() {
            return CodecType.LZ4_FRAME;
        }
    }
}
