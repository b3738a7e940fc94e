package dev.stagedoor.server.door;

import dev.stagedoor.signing.primitive.AsciiBuffer;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.storage.ObjectSummary;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes a page of a listing as S3 does ({@code ListBucketResult} of ListObjects and ListObjectsV2). */
final class ListAnswer {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ListRequest request;
    private final String bucket;

    ListAnswer(ListRequest request, String bucket) {
        this.request = request;
        this.bucket = bucket;
    }

    Xml write(ListPage page) {
        var xml = new Xml("ListBucketResult").element("Name", bucket).element("Prefix", key(request.prefix()));
        if (!request.delimiter().isEmpty()) {
            xml.element("Delimiter", key(request.delimiter()));
        }
        xml.element("MaxKeys", Integer.toString(request.maxKeys())).element("IsTruncated", Boolean.toString(page.truncated()));
        if (request.encoded()) {
            xml.element("EncodingType", "url");
        }
        writeStart(page, xml);
        page.objects().forEach(object -> write(object, xml));
        page.commonPrefixes().forEach(common -> xml.begin("CommonPrefixes").element("Prefix", key(common)).end());
        return xml.end();
    }

    private void writeStart(ListPage page, Xml xml) {
        switch (request.start()) {
            case ListRequest.Start.Marker(String marker) -> {
                xml.element("Marker", key(marker));
                if (page.truncated()) {
                    page.last().ifPresent(last -> xml.element("NextMarker", key(last)));
                }
            }
            case ListRequest.Start.Second(var startAfter, var token) -> {
                xml.element("KeyCount", Integer.toString(page.count()));
                startAfter.ifPresent(after -> xml.element("StartAfter", key(after)));
                token.ifPresent(given -> xml.element("ContinuationToken", given));
                if (page.truncated()) {
                    page.last().ifPresent(last -> xml.element("NextContinuationToken", ListRequest.token(last)));
                }
            }
        }
    }

    private void write(ObjectSummary object, Xml xml) {
        xml.begin("Contents")
                .element("Key", key(object.key()))
                .element("LastModified", time(object.lastModified()));
        object.etag().ifPresent(etag -> xml.element("ETag", etag));
        xml.element("Size", Long.toString(object.size())).element("StorageClass", "STANDARD").end();
    }

    /** As XML of S3 has it, to the millisecond. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    private String key(String key) {
        if (request.encoded()) {
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
