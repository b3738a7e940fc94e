package dev.stagedoor.storage.s3;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.UploadUnderWay;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;

/**
 * A bucket's uploads under way, a page of the store at a time. Those of keys that {@link ObjectKey} refuses are passed over: nobody here
 * began them.
 */
final class S3Uploads implements Iterator<UploadUnderWay> {
    private final Function<ListMultipartUploadsRequest, ListMultipartUploadsResponse> fetch;
    private @Nullable ListMultipartUploadsRequest next;
    private Iterator<software.amazon.awssdk.services.s3.model.MultipartUpload> page =
            List.<software.amazon.awssdk.services.s3.model.MultipartUpload>of().iterator();

    S3Uploads(Function<ListMultipartUploadsRequest, ListMultipartUploadsResponse> fetch, ListMultipartUploadsRequest first) {
        this.fetch = fetch;
        this.next = first;
    }

    @Override
    public boolean hasNext() {
        ListMultipartUploadsRequest wanted = next;
        while (!page.hasNext() && wanted != null) {
            ListMultipartUploadsResponse response = fetch.apply(wanted);
            page = response.uploads().stream().filter(upload -> isLegal(upload.key())).iterator();
            boolean goesOn = Boolean.TRUE.equals(response.isTruncated()) && response.nextKeyMarker() != null;
            wanted = goesOn
                    ? wanted.toBuilder().keyMarker(response.nextKeyMarker()).uploadIdMarker(response.nextUploadIdMarker()).build()
                    : null;
            next = wanted;
        }
        return page.hasNext();
    }

    private static boolean isLegal(String key) {
        try {
            return !new ObjectKey(key).value().isEmpty();
        } catch (StagedoorException e) {
            return false;
        }
    }

    @Override
    public UploadUnderWay next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        var upload = page.next();
        Instant begun = upload.initiated() == null ? Instant.EPOCH : upload.initiated().truncatedTo(ChronoUnit.MILLIS);
        return new UploadUnderWay(new MultipartUpload(new ObjectKey(upload.key()), upload.uploadId()), begun);
    }
}
