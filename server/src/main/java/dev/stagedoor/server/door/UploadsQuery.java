package dev.stagedoor.server.door;

import dev.stagedoor.signing.primitive.AsciiBuffer;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.storage.UploadUnderWay;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One page of uploads under way that is asked for (Amazon S3 API reference, ListMultipartUploads).
 *
 * @param maxUploads 0 to {@link MultipartQuery#MAX_LISTED}
 * @param encoded whether keys go out percent-encoded ({@code encoding-type=url})
 */
record UploadsQuery(String prefix, UploadUnderWay.Position after, int maxUploads, boolean encoded) {
    private static final Set<String> KNOWN =
            Set.of("uploads", "prefix", "key-marker", "upload-id-marker", "max-uploads", "encoding-type");
    private static final int MAX_NUMBER_CHARS = 9;

    /**
     * @param query decoded
     * @throws S3Error for what is not supported or makes no sense
     */
    static UploadsQuery parse(Map<String, String> query) {
        query.keySet().stream().filter(name -> !KNOWN.contains(name)).findFirst().ifPresent(name -> {
            throw S3Error.unknownParameter(name);
        });
        String encoding = query.getOrDefault("encoding-type", "");
        if (!encoding.isEmpty() && !encoding.equals("url")) {
            throw new S3Error(400, "InvalidArgument", "Invalid Encoding Method specified in Request");
        }
        String key = query.getOrDefault("key-marker", "");
        String id = key.isEmpty() ? "" : query.getOrDefault("upload-id-marker", "");
        String most = query.getOrDefault("max-uploads", "");
        if (most.length() > MAX_NUMBER_CHARS || !most.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new S3Error(400, "InvalidArgument", "max-uploads must be a number of at most " + MAX_NUMBER_CHARS + " digits");
        }
        return new UploadsQuery(
                query.getOrDefault("prefix", ""),
                new UploadUnderWay.Position(key, id),
                most.isEmpty() ? MultipartQuery.MAX_LISTED : Math.min(MultipartQuery.MAX_LISTED, Integer.parseInt(most)),
                !encoding.isEmpty());
    }

    /** @param truncated whether there are more uploads */
    Xml answer(String bucket, List<UploadUnderWay> page, boolean truncated) {
        var xml = new Xml("ListMultipartUploadsResult")
                .element("Bucket", bucket)
                .element("KeyMarker", shown(after.key()))
                .element("UploadIdMarker", after.id())
                .element("Prefix", shown(prefix));
        if (encoded) {
            xml.element("EncodingType", "url");
        }
        if (truncated && !page.isEmpty()) {
            xml.element("NextKeyMarker", shown(page.getLast().upload().key().value()))
                    .element("NextUploadIdMarker", page.getLast().upload().id());
        }
        xml.element("MaxUploads", Integer.toString(maxUploads)).element("IsTruncated", Boolean.toString(truncated));
        page.forEach(upload -> xml.begin("Upload")
                .element("Key", shown(upload.upload().key().value()))
                .element("UploadId", upload.upload().id())
                .element("StorageClass", "STANDARD")
                .element("Initiated", ListAnswer.time(upload.begunAt()))
                .end());
        return xml.end();
    }

    private String shown(String key) {
        if (encoded) {
            var out = new AsciiBuffer(key.length() + 16);
            PercentEncoding.encodePath(key, out);
            return out.toString();
        }
        if (!Xml.canHold(key)) {
            throw S3Error.invalidRequest("A key holds characters that XML cannot: list with encoding-type=url.");
        }
        return key;
    }
}
