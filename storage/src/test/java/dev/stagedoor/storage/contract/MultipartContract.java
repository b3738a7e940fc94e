package dev.stagedoor.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.MultipartUploads;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.UploadUnderWay;
import dev.stagedoor.storage.UploadedPart;
import dev.stagedoor.storage.contract.ContractResults.Remark;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Uploads in parts: what is visible when, what completing asks for, and what is left of one that ends otherwise. */
public interface MultipartContract extends StoreUnderTest {
    ObjectKey LARGE = new ObjectKey("dir/large file.bin");

    /** Of every part but the last: no less than any store takes. */
    int PART_BYTES = 5 << 20;

    /** Of the last part. */
    int LAST_BYTES = 100_001;

    @Test
    @Covers(Feature.MULTIPART)
    default void parts_in_any_order_become_one_object(Remark remark) throws Exception {
        Optional<MultipartUploads> uploads = uploads(remark);
        if (uploads.isEmpty()) {
            return;
        }
        put(LARGE, Bodies.utf8("before"));
        List<byte[]> contents = contents(3);
        MultipartUpload upload = uploads.get().begin(LARGE, PutConditions.NONE);
        List<UploadedPart> parts = new ArrayList<>(inParallel(List.of(3, 1, 2).stream()
                .<Callable<UploadedPart>>map(number -> () -> uploads.get().putPart(
                        upload, number, Bodies.announced(contents.get(number - 1)), List.of()))
                .toList()));
        parts.sort((a, b) -> Integer.compare(a.number(), b.number()));

        assertThat(read(LARGE)).isEqualTo(Bodies.utf8("before"));
        assertThat(keys(KeyPrefix.ALL)).containsExactly(LARGE.value());
        assertThat(uploads.get().parts(upload)).isEqualTo(parts);
        ObjectSummary completed = uploads.get().complete(upload, parts, PutConditions.NONE);

        assertThat(completed.size()).isEqualTo(2L * PART_BYTES + LAST_BYTES);
        assertSame(store().stat(LARGE).orElseThrow(), completed);
        assertThat(read(LARGE)).isEqualTo(joined(contents));
        assertThat(keys(KeyPrefix.ALL)).containsExactly(LARGE.value());
        if (!deviations().contains(Deviation.ETAG_IS_NOT_MD5)) {
            assertThat(completed.etag()).contains(etagOfParts(contents));
        }
    }

    @Test
    @Covers(Feature.MULTIPART)
    default void any_range_of_a_completed_object_is_what_was_put(Remark remark) {
        Optional<MultipartUploads> uploads = uploads(remark);
        if (uploads.isEmpty()) {
            return;
        }
        List<byte[]> contents = contents(3);
        byte[] whole = joined(contents);
        complete(uploads.get(), LARGE, contents);

        for (long[] range : new long[][] {
            {0, 1}, {PART_BYTES - 1, 2}, {PART_BYTES, 1}, {PART_BYTES - 70_000, 140_000}, {10, 2L * PART_BYTES}, {whole.length - 1, 1}
        }) {
            byte[] expected = Arrays.copyOfRange(whole, (int) range[0], (int) (range[0] + range[1]));
            assertThat(Bodies.read(store().open(LARGE, new ByteRange.From(range[0], OptionalLong.of(range[0] + range[1] - 1)))))
                    .as("%d bytes from %d", range[1], range[0])
                    .isEqualTo(expected);
        }
    }

    @Test
    @Covers(Feature.MULTIPART)
    default void attributes_are_those_of_the_beginning(Remark remark) {
        Optional<MultipartUploads> uploads = uploads(remark);
        if (uploads.isEmpty() || !store().capabilities().contains(Capability.KEEPS_CONTENT_TYPE)) {
            return;
        }
        PutConditions typed = new PutConditions(false, List.of(), Optional.of("text/csv"));
        MultipartUpload upload = uploads.get().begin(LARGE, typed);
        UploadedPart part = uploads.get().putPart(upload, 1, Bodies.announced(Bodies.utf8("a,b")), List.of());

        uploads.get().complete(upload, List.of(part), typed);

        assertThat(attributes(LARGE)).isEqualTo(ObjectAttributes.ofType(Optional.of("text/csv")));
    }

    @Test
    @Covers(Feature.MULTIPART)
    default void a_part_that_is_put_again_counts_as_it_is_now(Remark remark) {
        Optional<MultipartUploads> uploads = uploads(remark);
        if (uploads.isEmpty()) {
            return;
        }
        MultipartUpload upload = uploads.get().begin(LARGE, PutConditions.NONE);
        uploads.get().putPart(upload, 1, Bodies.announced(Bodies.utf8("first")), List.of());
        UploadedPart again = uploads.get().putPart(upload, 1, Bodies.announced(Bodies.utf8("second")), List.of());

        assertThat(uploads.get().parts(upload)).containsExactly(again);
        uploads.get().complete(upload, List.of(again), PutConditions.NONE);

        assertThat(read(LARGE)).isEqualTo(Bodies.utf8("second"));
    }

    @Test
    @Covers(Feature.MULTIPART)
    default void completing_without_a_part_that_is_not_there_is_refused_and_the_upload_goes_on(Remark remark) {
        Optional<MultipartUploads> uploads = uploads(remark);
        if (uploads.isEmpty()) {
            return;
        }
        List<byte[]> contents = contents(2);
        put(LARGE, Bodies.utf8("before"));
        MultipartUpload upload = uploads.get().begin(LARGE, PutConditions.NONE);
        UploadedPart first = uploads.get().putPart(upload, 1, Bodies.announced(contents.getFirst()), List.of());
        UploadedPart never = new UploadedPart(2, LAST_BYTES, first.etag());

        assertKind(Kind.INVALID_PART, () -> uploads.get().complete(upload, List.of(first, never), PutConditions.NONE));
        assertThat(read(LARGE)).isEqualTo(Bodies.utf8("before"));
        UploadedPart second = uploads.get().putPart(upload, 2, Bodies.announced(contents.getLast()), List.of());
        uploads.get().complete(upload, List.of(first, second), PutConditions.NONE);

        assertThat(read(LARGE)).isEqualTo(joined(contents));
    }

    @Test
    @Covers(Feature.MULTIPART)
    default void a_small_part_before_the_last_is_refused_where_there_is_a_least_size(Remark remark) {
        Optional<MultipartUploads> uploads = uploads(remark);
        if (uploads.isEmpty() || uploads.get().limits().minPartBytes() < 2) {
            return;
        }
        MultipartUpload upload = uploads.get().begin(LARGE, PutConditions.NONE);
        List<UploadedPart> parts = IntStream.rangeClosed(1, 2)
                .mapToObj(number -> uploads.get().putPart(upload, number, Bodies.announced(Bodies.utf8("small")), List.of()))
                .toList();

        assertKind(Kind.ENTITY_TOO_SMALL, () -> uploads.get().complete(upload, parts, PutConditions.NONE));
        assertThat(keys(KeyPrefix.ALL)).isEmpty();
    }

    @Test
    @Covers(Feature.MULTIPART)
    default void an_aborted_upload_leaves_nothing(Remark remark) {
        Optional<MultipartUploads> uploads = uploads(remark);
        if (uploads.isEmpty()) {
            return;
        }
        put(LARGE, Bodies.utf8("before"));
        MultipartUpload upload = uploads.get().begin(LARGE, PutConditions.NONE);
        UploadedPart part = uploads.get().putPart(upload, 1, Bodies.announced(Bodies.random(1, 100_000)), List.of());

        uploads.get().abort(upload);
        uploads.get().abort(upload);

        if (!deviates(Deviation.ABORTED_PARTS_REMAIN, remark)) {
            assertThatThrownBy(() -> uploads.get().complete(upload, List.of(part), PutConditions.NONE))
                    .isInstanceOf(StorageException.class);
        }
        assertThat(read(LARGE)).isEqualTo(Bodies.utf8("before"));
        assertThat(keys(KeyPrefix.ALL)).containsExactly(LARGE.value());
    }

    @Test
    @Covers(Feature.MULTIPART)
    default void completing_only_if_absent_leaves_an_existing_object_alone(Remark remark) {
        Optional<MultipartUploads> uploads = uploads(remark);
        if (uploads.isEmpty() || deviates(Deviation.COMPLETE_REPLACES, remark)) {
            return;
        }
        MultipartUpload upload = uploads.get().begin(LARGE, ConditionContract.ONLY_IF_ABSENT);
        UploadedPart part = uploads.get().putPart(upload, 1, Bodies.announced(Bodies.utf8("late")), List.of());
        put(LARGE, Bodies.utf8("first"));

        assertKind(Kind.PRECONDITION_FAILED, () -> uploads.get().complete(upload, List.of(part), ConditionContract.ONLY_IF_ABSENT));
        assertThat(read(LARGE)).isEqualTo(Bodies.utf8("first"));
    }

    @Test
    @Covers(Feature.MULTIPART)
    default void a_part_with_a_wrong_checksum_is_not_taken(Remark remark) {
        Optional<MultipartUploads> uploads = uploads(remark);
        if (uploads.isEmpty()) {
            return;
        }
        MultipartUpload upload = uploads.get().begin(LARGE, PutConditions.NONE);
        Checksum wrong = new Checksum(Checksum.Algorithm.MD5, Bodies.digest("MD5", Bodies.utf8("another")));

        assertKind(Kind.BAD_DIGEST, () -> uploads.get().putPart(upload, 1, Bodies.announced(Bodies.utf8("this")), List.of(wrong)));
        assertThat(uploads.get().parts(upload)).isEmpty();
    }

    @Test
    @Covers(Feature.MULTIPART)
    default void uploads_under_way_are_listed_until_they_end(Remark remark) {
        Optional<MultipartUploads> uploads = uploads(remark);
        if (uploads.isEmpty() || deviates(Deviation.UPLOADS_ARE_NOT_LISTED, remark)) {
            return;
        }
        MultipartUpload one = uploads.get().begin(new ObjectKey("dir/1"), PutConditions.NONE);
        MultipartUpload two = uploads.get().begin(new ObjectKey("dir/2"), PutConditions.NONE);
        uploads.get().begin(new ObjectKey("other"), PutConditions.NONE);

        assertThat(listed(uploads.get(), UploadUnderWay.Position.BEGINNING)).containsExactly(one, two);
        assertThat(listed(uploads.get(), new UploadUnderWay.Position("dir/1", one.id()))).containsExactly(two);
        uploads.get().abort(one);
        assertThat(listed(uploads.get(), UploadUnderWay.Position.BEGINNING)).containsExactly(two);
    }

    private static List<MultipartUpload> listed(MultipartUploads uploads, UploadUnderWay.Position after) {
        List<MultipartUpload> found = new ArrayList<>();
        uploads.list(new KeyPrefix("dir/"), after).forEachRemaining(upload -> found.add(upload.upload()));
        return found;
    }

    @Test
    @Covers(Feature.PRESIGNED_PART)
    default void presigned_parts_become_the_object(Remark remark) throws Exception {
        Optional<MultipartUploads> uploads = uploads(remark);
        if (uploads.isEmpty()) {
            return;
        }
        List<byte[]> contents = contents(2);
        MultipartUpload upload = uploads.get().begin(LARGE, PutConditions.NONE);
        for (int number = 2; number >= 1; number--) {
            PresignedRequest request = uploads.get().presignPart(upload, number, PresignContract.ONE_HOUR);
            assertThat(request.method()).isEqualTo(HttpMethod.PUT);
            assertThat(send(request.method(), request.url(), request.headers(), contents.get(number - 1)).succeeded())
                    .as("part %d", number)
                    .isTrue();
        }

        uploads.get().complete(upload, uploads.get().parts(upload), PutConditions.NONE);

        assertThat(read(LARGE)).isEqualTo(joined(contents));
    }

    @Test
    @Covers(Feature.PRESIGNED_PART)
    default void presigned_part_allows_no_other_part_and_no_whole_object(Remark remark) throws Exception {
        Optional<MultipartUploads> uploads = uploads(remark);
        if (uploads.isEmpty()) {
            return;
        }
        MultipartUpload upload = uploads.get().begin(LARGE, PutConditions.NONE);
        PresignedRequest request = uploads.get().presignPart(upload, 1, PresignContract.ONE_HOUR);
        String whole = request.url().replaceFirst("(partNumber=\\d+|uploadId=[^&]*|blockid=[^&]*|comp=block)&?", "");
        String another = request.url().replaceFirst("partNumber=1", "partNumber=2").replaceFirst("blockid=[^&]{4}", "blockid=AAAA");

        assertThat(send(HttpMethod.PUT, whole, request.headers(), SENT).succeeded()).isFalse();
        assertThat(send(HttpMethod.GET, request.url(), request.headers(), SENT).succeeded()).isFalse();
        if (!deviates(Deviation.ANY_PART_WITH_ONE_URL, remark)) {
            assertThat(send(HttpMethod.PUT, another, request.headers(), SENT).succeeded()).isFalse();
        }

        assertThat(keys(KeyPrefix.ALL)).isEmpty();
    }

    /** Empty where the store has none, and says so. */
    private Optional<MultipartUploads> uploads(Remark remark) {
        Optional<MultipartUploads> uploads = store().multipartUploads();
        if (uploads.isEmpty()) {
            remark.refused("uploads in parts");
        }
        return uploads;
    }

    private ObjectSummary complete(MultipartUploads uploads, ObjectKey key, List<byte[]> contents) {
        MultipartUpload upload = uploads.begin(key, PutConditions.NONE);
        List<UploadedPart> parts = new ArrayList<>();
        for (byte[] content : contents) {
            parts.add(uploads.putPart(upload, parts.size() + 1, Bodies.announced(content), List.of()));
        }
        return uploads.complete(upload, parts, PutConditions.NONE);
    }

    private static List<byte[]> contents(int parts) {
        return IntStream.rangeClosed(1, parts)
                .mapToObj(number -> Bodies.random(number, number == parts ? LAST_BYTES : PART_BYTES))
                .toList();
    }

    private static byte[] joined(List<byte[]> contents) {
        var whole = new ByteArrayOutputStream();
        contents.forEach(whole::writeBytes);
        return whole.toByteArray();
    }

    /** As S3 makes it: the MD5 of the parts' MD5s, and how many they are. */
    private static String etagOfParts(List<byte[]> contents) throws Exception {
        MessageDigest all = MessageDigest.getInstance("MD5");
        contents.forEach(content -> all.update(Bodies.digest("MD5", content)));
        return '"' + HexFormat.of().formatHex(all.digest()) + "-" + contents.size() + '"';
    }
}
