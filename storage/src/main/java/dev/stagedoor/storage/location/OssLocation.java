package dev.stagedoor.storage.location;

import dev.stagedoor.signing.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * A bucket of Alibaba Cloud's Object Storage Service.
 */
public record OssLocation(
        String bucket,
        String root,
        URI endpoint,
        Optional<String> accessKeyId,
        Optional<Secret> accessKeySecret,
        Optional<String> roleArn) implements StoreLocation {
    @Override
    public StoreType type() {
        return StoreType.OSS;
    }

    @Override
    public Optional<String> shownEndpoint() {
        return Optional.of(endpoint.toString());
    }

    @Override
    public boolean hasCredentials() {
        return accessKeyId.isPresent() || roleArn.isPresent();
    }
}
