package dev.stagedoor.engine;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.MultipartUploads;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Objects without bytes, in memory; can be told to fail deletions. Presigned URLs say what was asked for and carry no signature. */
public final class MemoryObjectStore implements ObjectStore {
    public final ConcurrentSkipListMap<String, ObjectSummary> objects = new ConcurrentSkipListMap<>(
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));

    /** Keys that cannot be deleted. */
    public final Set<String> stuck = new HashSet<>();

    /** How many keys each call of delete was given. */
    public final List<Integer> deletions = new ArrayList<>();

    public volatile int openListings;

    /** All by default: then URLs are said to lead to the door. */
    public Set<Capability> capabilities = EnumSet.allOf(Capability.class);

    /** Of the last URL. */
    public @Nullable PresignTerms signed;

    /** No URL outlives this. */
    public Instant credentialsExpire = Instant.MAX;

    /** Thrown by every presign and by every step of a listing, when set. */
    public @Nullable RuntimeException fault;

    /** Every step of a listing waits for it, whatever interrupts the waiting, when set. */
    public volatile @Nullable CountDownLatch gate;

    /** Uploads in parts; without them when a test says so. */
    public Optional<MemoryMultipart> multipart = Optional.of(new MemoryMultipart(this));

    @Override
    public Optional<MultipartUploads> multipartUploads() {
        return multipart.map(uploads -> uploads);
    }

    public void add(String key, long size) {
        objects.put(key, new ObjectSummary(key, size, Optional.of("\"etag-" + size + "\""), Instant.parse("2023-06-27T16:03:51Z")));
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public PresignedRequest presign(HttpMethod method, ObjectKey key, PresignTerms terms) {
        failIfTold();
        signed = terms;
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("host", terms.origin().getAuthority());
        terms.terms().contentType().ifPresent(type -> headers.put("content-type", type));
        String url = terms.origin() + "/bucket/" + key.value() + "?expires=" + terms.expire().toSeconds();
        // As a real signer: from the last whole second.
        Instant asked = Fixture.NOW.truncatedTo(ChronoUnit.SECONDS).plus(terms.expire());
        return new PresignedRequest(method, url, headers, asked.isBefore(credentialsExpire) ? asked : credentialsExpire);
    }

    @Override
    public Optional<ObjectSummary> stat(ObjectKey key) {
        return Optional.ofNullable(objects.get(key.value()));
    }

    @Override
    public ObjectListing list(KeyPrefix prefix, String startAfter) {
        countListing(1);
        Iterator<ObjectSummary> all = objects.values().stream()
                .filter(object -> object.key().startsWith(prefix.value()))
                .iterator();
        return new ObjectListing() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public ObjectSummary next() {
                waitIfTold();
                failIfTold();
                return all.next();
            }

            @Override
            public void close() {
                countListing(-1);
            }
        };
    }

    private void waitIfTold() {
        CountDownLatch closed = gate;
        if (closed != null) {
            boolean interrupted = false;
            while (closed.getCount() > 0) {
                try {
                    closed.await();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void failIfTold() {
        if (fault != null) {
            throw fault;
        }
    }

    @Override
    public DeleteReport delete(Collection<String> keys) {
        deletions.add(keys.size());
        List<DeleteReport.Failure> failures = keys.stream()
                .filter(stuck::contains)
                .map(key -> new DeleteReport.Failure(key, "the disk says no"))
                .toList();
        keys.stream().filter(key -> !stuck.contains(key)).forEach(objects::remove);
        return new DeleteReport(keys.size() - failures.size(), failures);
    }

    @Override
    public ObjectContent open(ObjectKey key, ByteRange range) {
        throw new AssertionError("the engine never touches bytes");
    }

    @Override
    public ObjectSummary put(ObjectKey key, ObjectBody body, PutConditions conditions) {
        throw new AssertionError("the engine never touches bytes");
    }

    @Override
    public void close() {}

    /** Several threads open and close listings, and one count must not be lost. */
    private synchronized void countListing(int change) {
        openListings += change;
    }
}
