package dev.stagedoor.storage.s3;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.DeleteReport.Failure;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/**
 * Deletes many keys: {@value S3Limits#DELETE_BATCH} in a request, and one by one what cannot be told in such a request or failed for a
 * reason that may have passed.
 */
final class S3Deletes {
    private static final String OPERATION = "delete objects";

    /** Codes of one key's failure that another attempt may cure. */
    private static final Set<String> PASSING =
            Set.of("InternalError", "SlowDown", "ServiceUnavailable", "OperationAborted", "RequestTimeout");

    private final S3Client client;
    private final String bucket;
    private final S3Errors errors;
    private final StoreWords words;

    S3Deletes(S3Client client, String bucket, S3Errors errors, StoreWords words) {
        this.client = client;
        this.bucket = bucket;
        this.errors = errors;
        this.words = words;
    }

    /**
     * What {@link dev.stagedoor.storage.ObjectStore#delete} says. A store that refuses or does not answer ends it: nothing more is tried.
     *
     * @throws StagedoorException when not even the first batch could be tried, so that nothing was deleted
     */
    DeleteReport delete(Collection<String> keys) {
        List<String> all = List.copyOf(keys);
        Map<String, String> failures = new HashMap<>();
        for (int from = 0; from < all.size(); from += S3Limits.DELETE_BATCH) {
            List<String> batch = all.subList(from, Math.min(from + S3Limits.DELETE_BATCH, all.size()));
            try {
                deleteBatch(batch, failures);
            } catch (StagedoorException e) {
                if (from == 0) {
                    throw e;
                }
                all.subList(from, all.size()).forEach(key -> failures.put(key, String.valueOf(e.getMessage())));
                break;
            }
        }
        List<Failure> reported = all.stream().filter(failures::containsKey).map(key -> new Failure(key, failures.get(key))).toList();
        return new DeleteReport(all.size() - reported.size(), reported);
    }

    private void deleteBatch(List<String> batch, Map<String, String> failures) {
        List<String> together = batch.stream().filter(XmlText::isPlain).distinct().toList();
        List<String> alone = new ArrayList<>(batch.stream().filter(key -> !XmlText.isPlain(key)).toList());
        if (!together.isEmpty()) {
            alone.addAll(deleteTogether(together, failures));
        }
        for (String key : alone) {
            try {
                client.deleteObject(request -> request.bucket(bucket).key(key));
            } catch (SdkException e) {
                if (!S3Errors.code(e).equals("NoSuchKey")) {
                    failures.put(key, String.valueOf(errors.translate("delete the object", e).getMessage()));
                }
            }
        }
    }

    /** @return which keys to try alone */
    private List<String> deleteTogether(List<String> keys, Map<String, String> failures) {
        List<ObjectIdentifier> objects = keys.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList();
        DeleteObjectsResponse response;
        try {
            response = client.deleteObjects(request -> request.bucket(bucket).delete(delete -> delete.objects(objects).quiet(true)));
        } catch (SdkException e) {
            StagedoorException translated = errors.translate(OPERATION, e);
            if (translated instanceof StorageException storage && storage.kind() == Kind.UNSUPPORTED) {
                return keys;
            }
            throw translated;
        }
        List<String> again = new ArrayList<>();
        for (S3Error error : response.errors()) {
            if (PASSING.contains(String.valueOf(error.code()))) {
                again.add(error.key());
            } else if (!"NoSuchKey".equals(error.code())) {
                failures.put(error.key(), words.shown(error.code() + ": " + error.message()));
            }
        }
        return again;
    }
}
