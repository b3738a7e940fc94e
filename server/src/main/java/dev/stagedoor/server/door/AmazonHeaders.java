package dev.stagedoor.server.door;

import dev.stagedoor.storage.ObjectAttributes;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/**
 * The {@code x-amz-} headers of a verified request, all of which are signed. Each is obeyed, changes nothing, or is refused by name: it
 * asks for something (encryption, a tag, an access list) that the client would believe done.
 */
final class AmazonHeaders {
    static final String PREFIX = "x-amz-";
    static final String COPY_SOURCE = "x-amz-copy-source";
    static final String COPY_SOURCE_RANGE = "x-amz-copy-source-range";
    static final String OBJECT_SIZE = "x-amz-mp-object-size";

    private static final Set<String> UNDERSTOOD = Set.of(
            "x-amz-date",
            "x-amz-content-sha256",
            "x-amz-checksum-crc32",
            "x-amz-checksum-crc32c",
            "x-amz-checksum-crc64nvme",
            "x-amz-checksum-sha1",
            "x-amz-checksum-sha256",
            "x-amz-sdk-checksum-algorithm",
            "x-amz-checksum-mode",
            "x-amz-user-agent",
            "x-amz-te",
            "x-amz-decoded-content-length",
            "x-amz-trailer",
            "x-amz-metadata-directive",
            COPY_SOURCE);

    /**
     * Of uploads in parts alone. The algorithm is that of the parts, whose checksums are compared as they come; the object has no checksum
     * of its own.
     */
    private static final Set<String> OF_PARTS = Set.of("x-amz-checksum-algorithm", COPY_SOURCE_RANGE, OBJECT_SIZE);

    /** Headers with the one value that says what is so anyway. */
    private static final Map<String, String> ONLY_VALUES = Map.of(
            "x-amz-acl", "private",
            "x-amz-storage-class", "STANDARD",
            "x-amz-checksum-type", "COMPOSITE",
            "x-amz-tagging-directive", "COPY");

    private AmazonHeaders() {}

    /**
     * @param ofParts whether the request is about an upload in parts
     * @throws S3Error that names the first header which is not supported
     */
    static void check(HttpFields headers, boolean ofParts) {
        for (HttpField header : headers) {
            String name = header.getLowerCaseName();
            if (name.startsWith(PREFIX) && !name.startsWith(ObjectAttributes.USER_PREFIX) && !UNDERSTOOD.contains(name)
                    && !(ofParts && OF_PARTS.contains(name))) {
                requireOnlyValue(name, header.getValue());
            }
        }
    }

    private static void requireOnlyValue(String name, String value) {
        String only = ONLY_VALUES.get(name);
        if (only == null) {
            throw S3Error.notImplemented("The header " + name + " is not supported.");
        }
        if (!only.equals(value)) {
            throw S3Error.notImplemented("The header " + name + " can only be " + only + ".");
        }
    }
}
