package dev.stagedoor.query.text;

import dev.stagedoor.query.Cancellation;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.file.Path;

/**
 * How the bytes of text files become characters.
 *
 * @param maxBytes what a compressed file may expand to
 * @param cancellation asked from time to time, so that a file without the end of a record ends with its query
 */
public record TextInput(Compression compression, long maxBytes, Cancellation cancellation) {
    Reader open(Path file, Charset encoding, boolean replacing) throws IOException {
        return new DecodedText(ExpandedFile.open(file, compression, maxBytes), encoding, replacing, cancellation);
    }
}
