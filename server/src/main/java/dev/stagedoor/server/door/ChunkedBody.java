package dev.stagedoor.server.door;

import dev.stagedoor.signing.s3v4.HeaderVerdict.Payload;
import dev.stagedoor.storage.Checksum.Algorithm;
import dev.stagedoor.storage.Digester;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The file in a body of {@code aws-chunked}: {@code size[;chunk-signature=…]}, the bytes, and so on to a chunk of no bytes, behind which
 * trailers may stand. Each chunk is compared with its signature at its end, and all bytes with the checksums of the trailers before the
 * file's end is told. So whoever reads to the end has what was signed; what is thrown before passes through the store, which then keeps
 * nothing.
 */
final class ChunkedBody extends InputStream {
    /** The longest line of a chunk's size or of a trailer. */
    private static final int MAX_LINE_BYTES = 1024;

    private static final int MAX_SIZE_DIGITS = 15;
    private static final int BUFFER_BYTES = 8 << 10;
    private static final String SIGNATURE = ";chunk-signature=";
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

    private final InputStream in;
    private final Payload payload;
    private final Map<String, Algorithm> trailers;
    private final Map<Algorithm, Digester> digesters = new HashMap<>();
    private Digester chunkDigester = Digester.of(Algorithm.SHA256);
    private String chunkSignature = "";
    private long left;
    private boolean ended;

    /** @param trailers the checksums that must follow the last chunk, by name */
    ChunkedBody(InputStream framed, Payload payload, Map<String, Algorithm> trailers) {
        this.in = new BufferedInputStream(framed, BUFFER_BYTES);
        this.payload = payload;
        this.trailers = trailers;
        trailers.values().forEach(algorithm -> digesters.put(algorithm, Digester.of(algorithm)));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !ended) {
            beginChunk();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(buffer, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw brokenOff();
        }
        digest(buffer, offset, count);
        left -= count;
        if (left == 0) {
            endChunk();
        }
        return count;
    }

    private void digest(byte[] buffer, int offset, int count) {
        digesters.values().forEach(digester -> digester.update(buffer, offset, count));
        if (isSigned()) {
            chunkDigester.update(buffer, offset, count);
        }
    }

    private boolean isSigned() {
        return payload instanceof Payload.SignedChunks;
    }

    private void beginChunk() throws IOException {
        String line = line();
        int extension = line.indexOf(';');
        left = size(extension < 0 ? line : line.substring(0, extension));
        chunkSignature = extension >= 0 && line.startsWith(SIGNATURE, extension) ? line.substring(extension + SIGNATURE.length()) : "";
        if (left == 0) {
            verifyChunk();
            endBody();
        }
    }

    private void endChunk() throws IOException {
        if (!line().isEmpty()) {
            throw malformed("a chunk is longer than its size");
        }
        verifyChunk();
    }

    private void verifyChunk() {
        if (payload instanceof Payload.SignedChunks signed) {
            if (!signed.signatures().isNextChunk(chunkDigester.digest(), chunkSignature)) {
                throw differs("The signature of a chunk does not match its bytes.");
            }
            chunkDigester = Digester.of(Algorithm.SHA256);
        }
    }

    private void endBody() throws IOException {
        verifyTrailers();
        if (in.read() >= 0) {
            throw malformed("bytes follow its end");
        }
        ended = true;
    }

    private void verifyTrailers() throws IOException {
        var found = new HashMap<String, String>();
        var signed = new StringBuilder();
        String signature = "";
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            if (name.equals(TRAILER_SIGNATURE)) {
                signature = value;
            } else if (!trailers.containsKey(name) || found.put(name, value) != null) {
                throw malformed("a trailer is doubled, or not one that x-amz-trailer announces");
            } else {
                signed.append(name).append(':').append(value).append('\n');
            }
        }
        if (payload instanceof Payload.SignedChunks(var signatures, boolean trailer) && trailer
                && !signatures.isTrailer(sha256(signed.toString()), signature)) {
            throw differs("The signature of the trailers does not match them.");
        }
        for (Map.Entry<String, Algorithm> expected : trailers.entrySet()) {
            if (!found.containsKey(expected.getKey())) {
                throw malformed("the trailer " + expected.getKey() + " is missing");
            }
            verify(expected.getKey(), expected.getValue(), found.get(expected.getKey()));
        }
    }

    private void verify(String name, Algorithm algorithm, String value) {
        byte[] announced = PutHeaders.decode(name, algorithm, value).digest();
        if (!MessageDigest.isEqual(announced, digesters.get(algorithm).digest())) {
            throw new S3Error(400, "BadDigest", "The " + algorithm + " you specified did not match what we received.");
        }
    }

    private static byte[] sha256(String text) {
        Digester digester = Digester.of(Algorithm.SHA256);
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        digester.update(bytes, bytes.length);
        return digester.digest();
    }

    private static long size(String hex) {
        boolean digits = !hex.isEmpty() && hex.length() <= MAX_SIZE_DIGITS
                && hex.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80);
        if (!digits) {
            throw malformed("a chunk does not begin with its size in hexadecimal digits");
        }
        return Long.parseLong(hex, 16);
    }

    /** One line without its end, CR and LF. */
    private String line() throws IOException {
        var line = new StringBuilder();
        while (line.length() <= MAX_LINE_BYTES) {
            int c = in.read();
            if (c < 0) {
                throw brokenOff();
            }
            if (c == '\n') {
                int end = line.length() - 1;
                if (end >= 0 && line.charAt(end) == '\r') {
                    return line.substring(0, end);
                }
                throw malformed("a line does not end in CR and LF");
            }
            line.append((char) c);
        }
        throw malformed("a line is longer than " + MAX_LINE_BYTES + " bytes");
    }

    private static S3Error brokenOff() {
        return new S3Error(400, "IncompleteBody", "The body in chunks ended before its last chunk.");
    }

    private static S3Error malformed(String problem) {
        return new S3Error(400, "InvalidRequest", "The body is not in the chunks of aws-chunked: " + problem + ".");
    }

    private static S3Error differs(String problem) {
        return new S3Error(403, "SignatureDoesNotMatch", problem);
    }
}
