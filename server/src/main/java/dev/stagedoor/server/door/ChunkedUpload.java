package dev.stagedoor.server.door;

import dev.stagedoor.signing.s3v4.HeaderVerdict.Payload;
import dev.stagedoor.storage.Checksum.Algorithm;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * An upload whose body comes in the chunks of {@code aws-chunked} (Amazon S3 API reference, "Transferring Payload in Multiple Chunks" and
 * "Including trailing headers").
 *
 * @param plain the request as it would have come without chunks
 * @param payload what is signed of the chunks
 * @param trailers the checksums that are announced to follow the last chunk
 */
record ChunkedUpload(Request plain, Payload payload, Map<String, Algorithm> trailers) {
    private static final String AWS_CHUNKED = "aws-chunked";
    private static final String DECODED_LENGTH = "x-amz-decoded-content-length";
    private static final String TRAILER = "x-amz-trailer";
    private static final int MAX_LENGTH_DIGITS = 18;

    ChunkedUpload {
        trailers = Map.copyOf(trailers);
    }

    /** @throws S3Error when the length of the file is not announced, or a trailer that is not known is */
    static ChunkedUpload of(Request request, Payload payload) {
        HttpFields headers = request.getHeaders();
        long length = decodedLength(headers);
        HttpFields.Mutable plain = HttpFields.build(headers);
        plain.put(HttpHeader.CONTENT_LENGTH, length);
        List.of(DECODED_LENGTH, TRAILER, "x-amz-content-sha256").forEach(plain::remove);
        String encodings = headers.getValuesList(HttpHeader.CONTENT_ENCODING).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(encoding -> !encoding.equalsIgnoreCase(AWS_CHUNKED) && !encoding.isEmpty())
                .collect(Collectors.joining(", "));
        plain.remove(HttpHeader.CONTENT_ENCODING);
        if (!encodings.isEmpty()) {
            plain.put(HttpHeader.CONTENT_ENCODING, encodings);
        }
        return new ChunkedUpload(new Decoded(request, plain.asImmutable(), length), payload, trailers(headers));
    }

    private static long decodedLength(HttpFields headers) {
        String text = headers.get(DECODED_LENGTH);
        if (text == null) {
            throw new S3Error(411, "MissingContentLength", "A body in chunks needs the file's length in " + DECODED_LENGTH + ".");
        }
        if (text.isEmpty() || text.length() > MAX_LENGTH_DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new S3Error(400, "InvalidArgument", DECODED_LENGTH + " is not a length in bytes.");
        }
        return Long.parseLong(text);
    }

    private static Map<String, Algorithm> trailers(HttpFields headers) {
        var trailers = new LinkedHashMap<String, Algorithm>();
        for (String name : headers.getCSV(TRAILER, false)) {
            Algorithm algorithm = PutHeaders.checksumAlgorithm(name);
            if (algorithm == null) {
                throw S3Error.notImplemented("The trailer " + S3Error.shown(name) + " is not supported.");
            }
            trailers.put(name, algorithm);
        }
        return trailers;
    }

    /** The bytes of the file in what came over the wire. */
    InputStream decode(InputStream framed) {
        return new ChunkedBody(framed, payload, trailers);
    }

    /** A request that says of its body what the file is. */
    private static final class Decoded extends Request.Wrapper {
        private final HttpFields headers;
        private final long length;

        Decoded(Request request, HttpFields headers, long length) {
            super(request);
            this.headers = headers;
            this.length = length;
        }

        @Override
        public HttpFields getHeaders() {
            return headers;
        }

        @Override
        public long getLength() {
            return length;
        }
    }
}
