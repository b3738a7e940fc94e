package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.storage.Bodies;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Uploads in parts at the door, with the AWS SDK as their client. */
class S3MultipartTest {
    private static final String BUCKET = S3Door.BUCKET;
    private static final String KEY = "dir/large ü.bin";
    private static final int PART_BYTES = 5 << 20;
    private static final byte[] FIRST = Bodies.random(1, PART_BYTES);
    private static final byte[] LAST = Bodies.random(2, 70_001);

    @TempDir
    Path data;

    private S3Door open;
    private S3Client s3;

    @BeforeEach
    void start() {
        open = new S3Door(data);
        s3 = open.s3;
    }

    @AfterEach
    void stop() {
        open.close();
    }

    private String begin() {
        return s3.createMultipartUpload(r -> r.bucket(BUCKET).key(KEY).contentType("text/csv")).uploadId();
    }

    private CompletedPart put(String id, int number, byte[] bytes) {
        String etag = s3.uploadPart(r -> r.bucket(BUCKET).key(KEY).uploadId(id).partNumber(number), RequestBody.fromBytes(bytes)).eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    private void complete(String id, CompletedPart... parts) {
        s3.completeMultipartUpload(r -> r.bucket(BUCKET).key(KEY).uploadId(id).multipartUpload(m -> m.parts(parts)));
    }

    private byte[] read() {
        return s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(KEY)).asByteArray();
    }

    private static byte[] whole() {
        byte[] whole = Arrays.copyOf(FIRST, PART_BYTES + LAST.length);
        System.arraycopy(LAST, 0, whole, PART_BYTES, LAST.length);
        return whole;
    }

    private static void assertRefused(int status, String code, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(S3Exception.class, e -> {
            assertThat(e.statusCode()).isEqualTo(status);
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
        });
    }

    @Test
    void parts_become_an_object_with_the_attributes_of_the_beginning() {
        String id = begin();
        CompletedPart last = put(id, 2, LAST);
        CompletedPart first = put(id, 1, FIRST);
        assertThat(open.door.has(KEY)).isFalse();

        complete(id, first, last);

        assertThat(read()).isEqualTo(whole());
        var head = s3.headObject(r -> r.bucket(BUCKET).key(KEY));
        assertThat(head.contentType()).isEqualTo("text/csv");
        assertThat(head.eTag()).matches("\"[0-9a-f]{32}-2\"");
        assertThat(s3.listObjectsV2(r -> r.bucket(BUCKET)).contents().getFirst().eTag()).isEqualTo(head.eTag());
        assertThat(s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(KEY).range("bytes=5242870-5242889")).asByteArray())
                .isEqualTo(Arrays.copyOfRange(whole(), 5242870, 5242890));
    }

    @Test
    void checksums_of_parts_are_compared_and_may_be_repeated_at_the_end() {
        String id = s3.createMultipartUpload(r -> r.bucket(BUCKET).key(KEY).checksumAlgorithm(ChecksumAlgorithm.CRC32)).uploadId();
        var part = s3.uploadPart(
                r -> r.bucket(BUCKET).key(KEY).uploadId(id).partNumber(1).checksumAlgorithm(ChecksumAlgorithm.CRC32),
                RequestBody.fromBytes(LAST));
        assertRefused(400, "BadDigest", () -> s3.uploadPart(
                r -> r.bucket(BUCKET).key(KEY).uploadId(id).partNumber(2).checksumCRC32("AAAAAA=="), RequestBody.fromBytes(LAST)));
        assertRefused(400, "InvalidRequest", () -> s3.completeMultipartUpload(r -> r.bucket(BUCKET).key(KEY).uploadId(id)
                .mpuObjectSize(1L)
                .multipartUpload(m -> m.parts(p -> p.partNumber(1).eTag(part.eTag())))));

        s3.completeMultipartUpload(r -> r.bucket(BUCKET).key(KEY).uploadId(id)
                .mpuObjectSize((long) LAST.length)
                .multipartUpload(m -> m.parts(p -> p.partNumber(1).eTag(part.eTag()).checksumCRC32("NhCmhg=="))));

        assertThat(read()).isEqualTo(LAST);
    }

    @Test
    void what_a_completion_names_must_be_there_as_it_is_named_and_in_order() {
        String id = begin();
        CompletedPart first = put(id, 1, FIRST);
        CompletedPart last = put(id, 2, LAST);
        CompletedPart never = CompletedPart.builder().partNumber(3).eTag(last.eTag()).build();
        CompletedPart other = CompletedPart.builder().partNumber(2).eTag(first.eTag()).build();

        assertRefused(400, "InvalidPart", () -> complete(id, first, last, never));
        assertRefused(400, "InvalidPart", () -> complete(id, first, other));
        assertRefused(400, "InvalidPartOrder", () -> complete(id, last, first));
        assertRefused(400, "MalformedXML", () -> complete(id));
        assertThat(open.door.has(KEY)).isFalse();
        complete(id, first, last);

        assertThat(read()).isEqualTo(whole());
    }

    @Test
    void a_completion_is_repeated_while_the_object_is_what_came_of_it() {
        String id = begin();
        CompletedPart first = put(id, 1, FIRST);
        CompletedPart last = put(id, 2, LAST);
        complete(id, first, last);

        complete(id, first, last);

        assertThat(read()).isEqualTo(whole());
        assertRefused(404, "NoSuchUpload", () -> complete(id, first));
        s3.putObject(r -> r.bucket(BUCKET).key(KEY), RequestBody.fromBytes(LAST));
        assertRefused(404, "NoSuchUpload", () -> complete(id, first, last));
        assertThat(read()).isEqualTo(LAST);
    }

    @Test
    void a_small_part_is_the_last_one() {
        String id = begin();
        CompletedPart small = put(id, 1, LAST);
        CompletedPart last = put(id, 2, LAST);

        assertRefused(400, "EntityTooSmall", () -> complete(id, small, last));

        complete(id, last);
        assertThat(read()).isEqualTo(LAST);
    }

    @Test
    void an_upload_that_has_ended_or_never_was_is_not_there() {
        String id = begin();
        CompletedPart part = put(id, 1, LAST);
        s3.abortMultipartUpload(r -> r.bucket(BUCKET).key(KEY).uploadId(id));

        for (String gone : List.of(id, "never")) {
            assertRefused(404, "NoSuchUpload", () -> put(gone, 1, LAST));
            assertRefused(404, "NoSuchUpload", () -> s3.listParts(r -> r.bucket(BUCKET).key(KEY).uploadId(gone)));
            assertRefused(404, "NoSuchUpload", () -> s3.abortMultipartUpload(r -> r.bucket(BUCKET).key(KEY).uploadId(gone)));
            assertRefused(404, "NoSuchUpload", () -> complete(gone, part));
        }
        String another = begin();
        assertRefused(404, "NoSuchUpload", () -> s3.uploadPart(
                r -> r.bucket(BUCKET).key("another key").uploadId(another).partNumber(1), RequestBody.fromBytes(LAST)));
        assertThat(open.door.has(KEY)).isFalse();
    }

    @Test
    void completing_only_if_absent_leaves_what_is_there() {
        String id = begin();
        CompletedPart part = put(id, 1, LAST);
        s3.putObject(r -> r.bucket(BUCKET).key(KEY), RequestBody.fromBytes(FIRST));

        assertRefused(412, "PreconditionFailed", () -> s3.completeMultipartUpload(r -> r.bucket(BUCKET).key(KEY).uploadId(id)
                .ifNoneMatch("*")
                .multipartUpload(m -> m.parts(part))));

        assertThat(read()).isEqualTo(FIRST);
    }

    @Test
    void parts_are_listed_page_by_page() {
        String id = begin();
        IntStream.of(1, 3, 7).forEach(number -> put(id, number, Bodies.random(number, number * 1000)));

        ListPartsResponse page = s3.listParts(r -> r.bucket(BUCKET).key(KEY).uploadId(id).maxParts(2));
        assertThat(page.parts().stream().map(Part::partNumber)).containsExactly(1, 3);
        assertThat(page.parts().stream().map(Part::size)).containsExactly(1000L, 3000L);
        assertThat(page.isTruncated()).isTrue();
        ListPartsResponse rest = s3.listParts(
                r -> r.bucket(BUCKET).key(KEY).uploadId(id).partNumberMarker(page.nextPartNumberMarker()));
        assertThat(rest.parts().stream().map(Part::partNumber)).containsExactly(7);
        assertThat(rest.isTruncated()).isFalse();
    }

    @Test
    void uploads_under_way_are_listed_page_by_page() {
        for (String key : List.of("a/1", "a/2", "a/3", "b")) {
            s3.createMultipartUpload(r -> r.bucket(BUCKET).key(key));
        }
        List<String> listed = new ArrayList<>();
        ListMultipartUploadsResponse page = s3.listMultipartUploads(r -> r.bucket(BUCKET).prefix("a/").maxUploads(2));
        assertThat(page.isTruncated()).isTrue();
        page.uploads().stream().map(MultipartUpload::key).forEach(listed::add);
        String key = page.nextKeyMarker();
        String id = page.nextUploadIdMarker();
        page = s3.listMultipartUploads(r -> r.bucket(BUCKET).prefix("a/").keyMarker(key).uploadIdMarker(id));
        page.uploads().stream().map(MultipartUpload::key).forEach(listed::add);

        assertThat(listed).containsExactly("a/1", "a/2", "a/3");
        assertThat(page.isTruncated()).isFalse();
    }

    @Test
    void a_part_is_copied_from_a_range_of_an_object() {
        s3.putObject(r -> r.bucket(BUCKET).key("source"), RequestBody.fromBytes(whole()));
        String id = begin();
        var copied = s3.uploadPartCopy(r -> r.sourceBucket(BUCKET).sourceKey("source").copySourceRange("bytes=10-70010")
                .destinationBucket(BUCKET).destinationKey(KEY).uploadId(id).partNumber(1));
        HttpResponse<String> open = this.open.signed(
                "PUT", "/" + BUCKET + "/x?partNumber=2&uploadId=" + id, "", "x-amz-copy-source", "/" + BUCKET + "/source",
                "x-amz-copy-source-range", "bytes=10-");

        assertThat(open.statusCode()).isEqualTo(400);
        assertRefused(400, "InvalidArgument", () -> s3.uploadPartCopy(r -> r.sourceBucket(BUCKET).sourceKey("source")
                .copySourceRange("bytes=10-" + whole().length)
                .destinationBucket(BUCKET).destinationKey(KEY).uploadId(id).partNumber(2)));
        complete(id, CompletedPart.builder().partNumber(1).eTag(copied.copyPartResult().eTag()).build());

        assertThat(read()).isEqualTo(Arrays.copyOfRange(whole(), 10, 70011));
    }

    @Test
    void a_file_has_no_tags() {
        s3.putObject(r -> r.bucket(BUCKET).key(KEY), RequestBody.fromBytes(LAST));
        assertThat(s3.getObjectTagging(r -> r.bucket(BUCKET).key(KEY)).tagSet()).isEmpty();
        assertRefused(404, "NoSuchKey", () -> s3.getObjectTagging(r -> r.bucket(BUCKET).key("none")));
    }
}
