package dev.stagedoor.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.term.AddressRange;
import dev.stagedoor.signing.term.ContentLength;
import dev.stagedoor.signing.term.FromAddresses;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.OneTime;
import dev.stagedoor.signing.term.Sha256;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.contract.ContractResults.Remark;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Terms of a presigned request, other than its time: bound, or refused. */
public interface PresignTermsContract extends StoreUnderTest {
    /** What uploads with limits make. */
    ObjectKey LIMITED = new ObjectKey("limited/upload.csv");

    @Test
    @Covers(Feature.PRESIGNED_CONTENT_LENGTH)
    default void presigned_upload_of_an_exact_size_takes_no_other(Remark remark) throws Exception {
        Terms exact = Terms.of(new ContentLength(SENT.length));
        Optional<PresignedRequest> signed =
                presignUpload(exact, Capability.PRESIGN_CONTENT_LENGTH, Feature.PRESIGNED_CONTENT_LENGTH, remark);
        if (signed.isEmpty()) {
            return;
        }

        for (byte[] other : List.of(Bodies.utf8("short"), Arrays.copyOf(SENT, SENT.length + 1), new byte[0])) {
            assertRefused(send(HttpMethod.PUT, signed.get().url(), without(signed.get(), "content-length"), other));
        }
        assertUploads(signed.get());
    }

    @Test
    @Covers(Feature.PRESIGNED_MAX_BYTES)
    default void presigned_upload_of_a_largest_size_takes_no_larger(Remark remark) throws Exception {
        Terms atMost = Terms.of(new MaxSize(SENT.length));
        Optional<PresignedRequest> signed = presignUpload(atMost, Capability.PRESIGN_MAX_BYTES, Feature.PRESIGNED_MAX_BYTES, remark);
        if (signed.isEmpty()) {
            return;
        }

        assertRefused(send(HttpMethod.PUT, signed.get().url(), signed.get().headers(), Arrays.copyOf(SENT, SENT.length + 1)));
        assertUploads(signed.get());
    }

    /** An exact size is a largest size, too. */
    @Test
    default void presigned_upload_of_an_exact_size_keeps_to_a_largest_size() throws Exception {
        Terms both = Terms.of(new MaxSize(SENT.length), new ContentLength(SENT.length));
        if (!store().capabilities().contains(Capability.PRESIGN_CONTENT_LENGTH)) {
            assertKind(Kind.UNSUPPORTED, () -> store().presign(HttpMethod.PUT, LIMITED, limited(both)));
            return;
        }
        assertUploads(store().presign(HttpMethod.PUT, LIMITED, limited(both)));
        Terms less = Terms.of(new MaxSize(SENT.length - 1L), new ContentLength(SENT.length));
        if (!store().capabilities().contains(Capability.PRESIGN_MAX_BYTES)) {
            assertKind(Kind.UNSUPPORTED, () -> store().presign(HttpMethod.PUT, LIMITED, limited(less)));
        }
    }

    @Test
    @Covers(Feature.PRESIGNED_SHA256)
    default void presigned_upload_of_an_exact_content_takes_no_other(Remark remark) throws Exception {
        Terms content = Terms.of(new Sha256(Bodies.digest("SHA-256", SENT)));
        Optional<PresignedRequest> signed = presignUpload(content, Capability.PRESIGN_SHA256, Feature.PRESIGNED_SHA256, remark);
        if (signed.isEmpty()) {
            return;
        }
        byte[] forged = Bodies.utf8("SENT with a presigned request");

        assertThat(forged).hasSameSizeAs(SENT);
        assertRefused(send(HttpMethod.PUT, signed.get().url(), signed.get().headers(), forged));
        for (String header : signed.get().headers().keySet()) {
            if (!header.equals("host")) {
                assertRefused(send(HttpMethod.PUT, signed.get().url(), without(signed.get(), header), forged));
            }
        }
        assertUploads(signed.get());
    }

    @Test
    @Covers(Feature.PRESIGNED_ONLY_IF_ABSENT)
    default void presigned_upload_only_if_absent_does_not_overwrite(Remark remark) throws Exception {
        Terms absent = Terms.of(new NoOverwrite());
        Optional<PresignedRequest> signed =
                presignUpload(absent, Capability.PRESIGN_ONLY_IF_ABSENT, Feature.PRESIGNED_ONLY_IF_ABSENT, remark);
        if (signed.isEmpty()) {
            return;
        }
        PresignedRequest request = signed.get();

        assertUploads(request);
        assertThat(send(HttpMethod.PUT, request.url(), request.headers(), Bodies.utf8("another")).status()).isEqualTo(412);
        for (String header : request.headers().keySet()) {
            if (!header.equals("host")) {
                assertThat(send(HttpMethod.PUT, request.url(), without(request, header), Bodies.utf8("another")).refused()).isTrue();
            }
        }
        assertThat(read(LIMITED)).isEqualTo(SENT);
    }

    @Test
    @Covers(Feature.PRESIGNED_ONE_TIME)
    default void presigned_request_for_one_time_succeeds_once(Remark remark) throws Exception {
        Terms once = Terms.of(new OneTime());
        if (!binds(once, Capability.PRESIGN_ONE_TIME, Feature.PRESIGNED_ONE_TIME, remark)) {
            return;
        }
        PresignedRequest put = store().presign(HttpMethod.PUT, LIMITED, limited(once));

        assertUploads(put);
        assertThat(send(HttpMethod.PUT, put.url(), put.headers(), Bodies.utf8("another")).refused()).isTrue();
        assertThat(read(LIMITED)).isEqualTo(SENT);
        PresignedRequest get = store().presign(HttpMethod.GET, LIMITED, limited(once));
        assertThat(send(get).body()).isEqualTo(SENT);
        assertThat(send(get).refused()).isTrue();
    }

    @Test
    @Covers(Feature.PRESIGNED_FROM_ADDRESSES)
    default void presigned_request_for_some_addresses_is_refused_from_others(Remark remark) throws Exception {
        Terms fromHere = from("192.0.2.0/24", "127.0.0.0/8", "::1");
        Terms fromElsewhere = from("192.0.2.0/24", "2001:db8::/32");
        if (!binds(fromHere, Capability.PRESIGN_FROM_ADDRESSES, Feature.PRESIGNED_FROM_ADDRESSES, remark)) {
            return;
        }
        PresignedRequest elsewhere = store().presign(HttpMethod.PUT, LIMITED, limited(fromElsewhere));

        assertRefused(send(elsewhere));
        assertUploads(store().presign(HttpMethod.PUT, LIMITED, limited(fromHere)));
        assertThat(send(store().presign(HttpMethod.GET, LIMITED, limited(fromElsewhere))).refused()).isTrue();
        assertThat(send(store().presign(HttpMethod.GET, LIMITED, limited(fromHere))).body()).isEqualTo(SENT);
    }

    @Test
    default void limits_of_an_upload_are_refused_for_a_download() {
        Terms small = Terms.of(new MaxSize(1));
        Terms absent = Terms.of(new NoOverwrite());

        for (Terms limits : List.of(small, absent)) {
            assertKind(Kind.UNSUPPORTED, () -> store().presign(HttpMethod.GET, LIMITED, limited(limits)));
            assertKind(Kind.UNSUPPORTED, () -> store().presign(HttpMethod.HEAD, LIMITED, limited(limits)));
        }
    }

    private static Terms from(String... networks) {
        return Terms.of(new FromAddresses(Stream.of(networks).map(AddressRange::of).toList()));
    }

    /** Each with an id of its own. */
    private static PresignTerms limited(Terms limits) {
        return new PresignTerms(Duration.ofHours(1), limits, ORIGIN, Optional.of(new PresignId(UUID.randomUUID())));
    }

    /** Whether the store claims to bind this; else it must refuse to sign. */
    private boolean binds(Terms limits, Capability capability, Feature feature, Remark remark) {
        if (store().capabilities().contains(capability)) {
            return true;
        }
        assertKind(Kind.UNSUPPORTED, () -> store().presign(HttpMethod.PUT, LIMITED, limited(limits)));
        remark.refused(feature.title());
        return false;
    }

    private Optional<PresignedRequest> presignUpload(Terms limits, Capability capability, Feature feature, Remark remark) {
        return binds(limits, capability, feature, remark)
                ? Optional.of(store().presign(HttpMethod.PUT, LIMITED, limited(limits)))
                : Optional.empty();
    }

    private static Map<String, String> without(PresignedRequest request, String header) {
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        headers.remove(header);
        return headers;
    }

    private void assertRefused(HttpAnswer answer) {
        assertThat(answer.refused()).as("status %d", answer.status()).isTrue();
        assertThat(keys(KeyPrefix.ALL)).isEmpty();
    }

    private void assertUploads(PresignedRequest request) throws Exception {
        HttpAnswer answer = send(request);
        assertThat(answer.succeeded()).as("status %d", answer.status()).isTrue();
        assertThat(read(LIMITED)).isEqualTo(SENT);
    }
}
