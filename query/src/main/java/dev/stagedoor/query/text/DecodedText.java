package dev.stagedoor.query.text;

import dev.stagedoor.query.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * The characters of a file. Unlike {@link java.io.InputStreamReader} it gives all characters before the first malformed byte and only then
 * fails, so that its reader knows the line. A byte order mark at the beginning is passed over.
 */
final class DecodedText extends Reader {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int BUFFER_CHARS = 16 << 10;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final InputStream content;
    private final Cancellation cancellation;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).flip();
    private final CharBuffer chars = CharBuffer.allocate(BUFFER_CHARS).flip();
    private boolean started;
    private boolean contentEnded;
    private boolean decoderEnded;

    /** @param replacing whether malformed bytes become U+FFFD; else they are an error */
    DecodedText(InputStream content, Charset encoding, boolean replacing, Cancellation cancellation) {
        this.content = content;
        this.cancellation = cancellation;
        CodingErrorAction malformed = replacing ? CodingErrorAction.REPLACE : CodingErrorAction.REPORT;
        decoder = encoding.newDecoder().onMalformedInput(malformed).onUnmappableCharacter(malformed);
    }

    /**
     * {@inheritDoc}
     *
     * @throws CharacterCodingException where the next byte is not of the encoding
     * @throws dev.stagedoor.errors.StagedoorException when the query was ended
     */
    @Override
    public int read(char[] buffer, int from, int length) throws IOException {
        while (!chars.hasRemaining()) {
            if (decoderEnded) {
                return -1;
            }
            decode();
        }
        int read = Math.min(length, chars.remaining());
        chars.get(buffer, from, read);
        return read;
    }

    private void decode() throws IOException {
        chars.clear();
        CoderResult result = decoder.decode(bytes, chars, contentEnded);
        if (result.isUnderflow() && contentEnded) {
            decoderEnded = decoder.flush(chars).isUnderflow();
        }
        chars.flip();
        if (!started && chars.hasRemaining()) {
            started = true;
            if (chars.get(chars.position()) == BYTE_ORDER_MARK) {
                chars.get();
            }
        }
        if (result.isError() && !chars.hasRemaining()) {
            result.throwException();
        }
        if (result.isUnderflow() && !contentEnded) {
            fill();
        }
    }

    private void fill() throws IOException {
        cancellation.check();
        bytes.compact();
        int read = content.read(bytes.array(), bytes.position(), bytes.remaining());
        contentEnded = read < 0;
        bytes.position(bytes.position() + Math.max(read, 0));
        bytes.flip();
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
