package dev.stagedoor.storage.s3;

import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket's objects, page by page. While one page is read the next is fetched, on a virtual thread, and never more than that: two pages
 * are all that is in memory, however long the listing. Keys come percent-encoded, because XML cannot carry every character of one; the SDK
 * decodes them.
 */
final class S3Listing implements ObjectListing {
    private final Function<ListObjectsV2Request, ListObjectsV2Response> fetch;
    private final ListObjectsV2Request request;
    private Iterator<S3Object> page = List.<S3Object>of().iterator();
    private @Nullable FutureTask<ListObjectsV2Response> next;

    /** Begins to fetch the first page. */
    S3Listing(Function<ListObjectsV2Request, ListObjectsV2Response> fetch, String bucket, String prefix, String startAfter) {
        this.fetch = fetch;
        this.request = ListObjectsV2Request.builder()
                .bucket(bucket)
                .prefix(prefix.isEmpty() ? null : prefix)
                .encodingType(EncodingType.URL)
                .maxKeys(S3Limits.LIST_PAGE)
                .build();
        fetchAhead(startAfter.isEmpty() ? request : request.toBuilder().startAfter(startAfter).build());
    }

    private void fetchAhead(ListObjectsV2Request wanted) {
        FutureTask<ListObjectsV2Response> task = new FutureTask<>(() -> fetch.apply(wanted));
        next = task;
        Thread.ofVirtual().name("stagedoor-list").start(task);
    }

    @Override
    public boolean hasNext() {
        FutureTask<ListObjectsV2Response> coming = next;
        while (!page.hasNext() && coming != null) {
            ListObjectsV2Response response = await(coming);
            page = response.contents().iterator();
            fetchAfter(response);
            coming = next;
        }
        return page.hasNext();
    }

    private void fetchAfter(ListObjectsV2Response response) {
        next = null;
        if (!Boolean.TRUE.equals(response.isTruncated())) {
            return;
        }
        String last = response.contents().isEmpty() ? "" : response.contents().getLast().key();
        // Some stores' tokens are the last key, as it is: then it may not have survived the XML.
        if (response.nextContinuationToken() != null && XmlText.isPlain(last)) {
            fetchAhead(request.toBuilder().continuationToken(response.nextContinuationToken()).build());
        } else if (!last.isEmpty()) {
            fetchAhead(request.toBuilder().startAfter(last).build());
        }
    }

    private static ListObjectsV2Response await(FutureTask<ListObjectsV2Response> task) {
        try {
            return task.get();
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new StorageException(Kind.UNAVAILABLE, "the listing was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public ObjectSummary next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        S3Object object = page.next();
        return new ObjectSummary(
                object.key(),
                object.size() == null ? 0 : object.size(),
                Optional.ofNullable(object.eTag()),
                object.lastModified() == null ? Instant.EPOCH : object.lastModified().truncatedTo(ChronoUnit.MILLIS));
    }

    /** Ends the fetching of a page that nobody will read. */
    @Override
    public void close() {
        FutureTask<ListObjectsV2Response> coming = next;
        if (coming != null) {
            coming.cancel(true);
            next = null;
        }
        page = List.<S3Object>of().iterator();
    }
}
