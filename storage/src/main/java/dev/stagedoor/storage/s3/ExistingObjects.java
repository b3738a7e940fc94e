package dev.stagedoor.storage.s3;

import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** Looks for the object that a put must not replace. The store decides again at the end; this spares the upload. */
record ExistingObjects(S3Client client, S3Requests requests, S3Errors errors) {
    /** @throws StorageException {@code PRECONDITION_FAILED} */
    void refuse(ObjectKey key, PutConditions conditions) {
        if (!conditions.onlyIfAbsent()) {
            return;
        }
        try {
            client.headObject(requests.head(key).build());
        } catch (SdkException e) {
            if (S3Errors.status(e) == 404) {
                return;
            }
            throw errors.translate("store the object", e);
        }
        throw new StorageException(Kind.PRECONDITION_FAILED, "an object with this key exists already");
    }
}
