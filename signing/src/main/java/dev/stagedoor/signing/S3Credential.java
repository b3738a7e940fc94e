package dev.stagedoor.signing;

import java.util.Optional;

/**
 * An S3 access key.
 *
 * @param accessKeyId public; stands in every URL signed with it
 * @param sessionToken present for temporary credentials (STS); signed into the query as {@code X-Amz-Security-Token}
 */
public record S3Credential(String accessKeyId, Secret secretAccessKey, Optional<String> sessionToken) {
    public S3Credential(String accessKeyId, Secret secretAccessKey) {
        this(accessKeyId, secretAccessKey, Optional.empty());
    }

    /** Names the key, never the secret or the token. */
    @Override
    public String toString() {
        return "S3Credential[" + accessKeyId + "]";
    }
}
