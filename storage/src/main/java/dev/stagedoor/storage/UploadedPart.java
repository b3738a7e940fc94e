package dev.stagedoor.storage;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A part of an upload that its store has.
 *
 * @param number from 1; parts are put together in its order, and numbers may be left out
 * @param size bytes
 * @param etag the store's ETag of the part verbatim, with its double quotes; empty where parts have none (Azure). On stores of S3 it is,
 *     as a rule, the MD5 of the part
 */
public record UploadedPart(int number, long size, Optional<String> etag) {
    private static final Pattern MD5 = Pattern.compile("\"[0-9a-f]{32}\"");

    /**
     * The ETag of the object that these parts become, as S3 makes it: the MD5 of their MD5s, and how many they are. Empty where the ETag of
     * one of them is no MD5.
     */
    public static Optional<String> joinedEtag(List<UploadedPart> parts) {
        Digester all = Digester.of(Checksum.Algorithm.MD5);
        for (UploadedPart part : parts) {
            String etag = part.etag().orElse("");
            if (!MD5.matcher(etag).matches()) {
                return Optional.empty();
            }
            byte[] md5 = HexFormat.of().parseHex(etag, 1, etag.length() - 1);
            all.update(md5, md5.length);
        }
        return Optional.of('"' + HexFormat.of().formatHex(all.digest()) + "-" + parts.size() + '"');
    }
}
