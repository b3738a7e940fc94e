package dev.stagedoor.server.door;

import dev.stagedoor.signing.HttpMethod;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the query of a request on one object asks for, beside the signature, the terms of a URL and what stands for a header.
 *
 * @param firstPart whether part 1 is asked for, which is all of an object that was put in one piece ({@code partNumber} of GetObject and
 *     HeadObject)
 */
record ObjectQuery(ResponseOverrides overrides, boolean firstPart) {
    /** The name of the operation, which some SDKs add; it means nothing. */
    static final String OPERATION_NAME = "x-id";

    private static final String PART_NUMBER = "partNumber";
    /** Nothing beside the object. */
    static final ObjectQuery NONE = new ObjectQuery(ResponseOverrides.NONE, false);

    /**
     * @param query decoded
     * @param others parameters that are somebody else's
     * @throws S3Error that names the first parameter which is not supported, or is not for this method
     */
    static ObjectQuery parse(HttpMethod method, Map<String, String> query, Predicate<String> others) {
        ObjectQuery parsed = NONE;
        for (Map.Entry<String, String> parameter : query.entrySet()) {
            if (!others.test(parameter.getKey())) {
                parsed = parsed.with(method, parameter.getKey(), parameter.getValue());
            }
        }
        return parsed;
    }

    private ObjectQuery with(HttpMethod method, String name, String value) {
        boolean reads = method == HttpMethod.GET || method == HttpMethod.HEAD;
        return switch (name) {
            case OPERATION_NAME -> this;
            case PART_NUMBER -> {
                if (!value.equals("1")) {
                    throw new S3Error(416, "InvalidPartNumber", "The requested partnumber is not satisfiable: files here have one part.");
                }
                yield new ObjectQuery(overrides, true);
            }
            default -> {
                if (!name.startsWith(ResponseOverrides.PREFIX)) {
                    throw S3Error.unknownParameter(name);
                }
                if (!reads) {
                    throw S3Error.invalidRequest("The query parameter '" + S3Error.shown(name) + "' is for GET and HEAD only.");
                }
                yield new ObjectQuery(overrides.with(name, value), firstPart);
            }
        };
    }
}
