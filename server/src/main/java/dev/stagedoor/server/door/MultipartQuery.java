package dev.stagedoor.server.door;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What the query of a request on an upload in parts asks for (Amazon S3 API reference, "Multipart upload operations"). */
sealed interface MultipartQuery {
    /** CreateMultipartUpload. */
    record Create() implements MultipartQuery {}

    /** UploadPart, and UploadPartCopy with a source in its headers. */
    record Part(String uploadId, int number) implements MultipartQuery {}

    /**
     * ListParts.
     *
     * @param after numbers of parts beyond this one are asked for
     * @param maxParts of one page
     */
    record Parts(String uploadId, int after, int maxParts) implements MultipartQuery {}

    /** CompleteMultipartUpload. */
    record Complete(String uploadId) implements MultipartQuery {}

    /** AbortMultipartUpload. */
    record Abort(String uploadId) implements MultipartQuery {}

    /** The most parts of one page, and uploads. */
    int MAX_LISTED = 1_000;

    /** Whether a query is about uploads in parts. */
    static boolean isOne(HttpMethod method, Map<String, String> query) {
        return query.containsKey("uploads") || query.containsKey("uploadId")
                || method == HttpMethod.PUT && query.containsKey("partNumber");
    }

    /**
     * Reads a query that {@link #isOne}.
     *
     * @param others parameters that are somebody else's
     * @throws S3Error that names the first parameter which is not supported, or is missing
     */
    static MultipartQuery parse(HttpMethod method, Map<String, String> query, Predicate<String> others) {
        String uploadId = query.get("uploadId");
        boolean about = uploadId != null && !query.containsKey("uploads");
        return switch (method) {
            case POST -> {
                requireKnown(query, others, "uploads", "uploadId");
                yield about ? new Complete(id(uploadId)) : new Create();
            }
            case PUT -> {
                requireKnown(query, others, "partNumber", "uploadId");
                if (!about || !query.containsKey("partNumber")) {
                    throw S3Error.invalidRequest("A part needs both partNumber and uploadId in the query.");
                }
                yield new Part(id(uploadId), partNumber(query.get("partNumber")));
            }
            case GET -> {
                requireKnown(query, others, "uploadId", "part-number-marker", "max-parts", "encoding-type");
                yield new Parts(
                        id(Optional.ofNullable(uploadId).orElse("")),
                        number(query.getOrDefault("part-number-marker", "0"), "part-number-marker"),
                        Math.min(MAX_LISTED, number(query.getOrDefault("max-parts", "1000"), "max-parts")));
            }
            case DELETE -> {
                requireKnown(query, others, "uploadId");
                yield new Abort(id(Optional.ofNullable(uploadId).orElse("")));
            }
            case HEAD -> throw S3Error.invalidRequest("HEAD has no upload: ask for its parts with GET.");
        };
    }

    private static void requireKnown(Map<String, String> query, Predicate<String> others, String... known) {
        for (String name : query.keySet()) {
            if (!name.equals(ObjectQuery.OPERATION_NAME) && !others.test(name) && !List.of(known).contains(name)) {
                throw S3Error.unknownParameter(name);
            }
        }
    }

    private static String id(String text) {
        try {
            return new MultipartUpload(new ObjectKey("any"), text).id();
        } catch (IllegalArgumentException e) {
            throw UploadRequests.noSuchUpload();
        }
    }

    /** @throws S3Error {@code InvalidArgument} */
    static int partNumber(String text) {
        int number = number(text, "partNumber");
        if (number < 1 || number > CompleteRequest.MAX_PARTS) {
            throw new S3Error(
                    400, "InvalidArgument", "Part number must be an integer between 1 and " + CompleteRequest.MAX_PARTS + ", inclusive");
        }
        return number;
    }

    private static int number(String text, String name) {
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new S3Error(400, "InvalidArgument", name + " must be a number of at most 9 digits");
        }
        return Integer.parseInt(text);
    }
}
