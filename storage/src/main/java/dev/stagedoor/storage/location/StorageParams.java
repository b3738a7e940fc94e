package dev.stagedoor.storage.location;

import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The fields of {@code storage_params} in SHOW STAGES, named as Databend names them, with secrets masked.
 */
final class StorageParams {
    /** What JSON writes as {@code null}. */
    enum Null {
        NULL
    }

    private final SortedMap<String, Object> fields = new TreeMap<>();

    private StorageParams(String type, StoreLocation location) {
        text("type", type);
        text("root", "/" + location.root());
    }

    /** Values are {@link String}, {@link Boolean} or {@link Null}. */
    static SortedMap<String, Object> of(StoreLocation location) {
        return switch (location) {
            case S3Location s3 -> s3(s3);
            case AzblobLocation azblob -> new StorageParams("Azblob", azblob)
                    .network(azblob.endpoint().toString())
                    .text("container", azblob.container())
                    .text("account_name", azblob.accountName())
                    .masked("account_key", azblob.accountKey())
                    .fields;
            case GcsLocation gcs -> new StorageParams("Gcs", gcs)
                    .network(gcs.endpoint().toString())
                    .text("bucket", gcs.bucket())
                    .masked("credential", gcs.credential())
                    .fields;
            case OssLocation oss -> new StorageParams("Oss", oss)
                    .network(oss.endpoint().toString())
                    .text("bucket", oss.bucket())
                    .maskedText("access_key_id", oss.accessKeyId())
                    .masked("access_key_secret", oss.accessKeySecret())
                    .text("role_arn", oss.roleArn())
                    .fields;
            case ObsLocation obs -> new StorageParams("Obs", obs)
                    .network(obs.endpoint().toString())
                    .text("bucket", obs.bucket())
                    .maskedText("access_key_id", obs.accessKeyId())
                    .masked("secret_access_key", obs.secretAccessKey())
                    .fields;
            case CosLocation cos -> new StorageParams("Cos", cos)
                    .network(cos.endpoint().toString())
                    .text("bucket", cos.bucket())
                    .maskedText("secret_id", cos.secretId())
                    .masked("secret_key", cos.secretKey())
                    .fields;
            case HttpLocation http -> new StorageParams("Http", http)
                    .network(http.origin().toString())
                    .text("paths", http.pattern())
                    .fields;
            case IpfsLocation ipfs -> new StorageParams("Ipfs", ipfs)
                    .network(ipfs.endpoint().toString())
                    .fields;
            case FsLocation fs -> new StorageParams("Fs", fs).fields;
            case WebhdfsLocation webhdfs -> new StorageParams("Webhdfs", webhdfs)
                    .network(webhdfs.endpoint().toString())
                    .masked("delegation", webhdfs.delegation())
                    .flag("disable_list_batch", !webhdfs.listBatch())
                    .text("user_name", webhdfs.userName())
                    .fields;
            case HuggingfaceLocation hub -> new StorageParams("Huggingface", hub)
                    .text("repo_id", hub.repository())
                    .text("repo_type", hub.repositoryType())
                    .text("revision", hub.revision())
                    .masked("token", hub.token())
                    .fields;
        };
    }

    private static SortedMap<String, Object> s3(S3Location s3) {
        Optional<S3Credential> credential = CanonicalKeys.credential(s3.access());
        Optional<S3Access.AssumedRole> role = CanonicalKeys.role(s3.access());
        return new StorageParams("S3", s3)
                .network(s3.endpoint().toString())
                .text("bucket", s3.bucket())
                .text("region", s3.region())
                .maskedText("access_key_id", credential.map(S3Credential::accessKeyId))
                .masked("secret_access_key", credential.map(S3Credential::secretAccessKey))
                .maskedText("security_token", credential.flatMap(S3Credential::sessionToken))
                .masked("master_key", s3.masterKey())
                .text("role_arn", role.map(S3Access.AssumedRole::roleArn))
                .maskedText("external_id", role.flatMap(S3Access.AssumedRole::externalId))
                .flag("enable_virtual_host_style", s3.virtualHostStyle())
                .text("storage_class", "Standard")
                .fields;
    }

    private StorageParams network(String endpoint) {
        fields.put("network_config", Null.NULL);
        return text("endpoint_url", endpoint);
    }

    private StorageParams text(String key, String value) {
        fields.put(key, value);
        return this;
    }

    private StorageParams text(String key, Optional<String> value) {
        return text(key, value.orElse(""));
    }

    private StorageParams flag(String key, boolean value) {
        fields.put(key, value);
        return this;
    }

    private StorageParams masked(String key, Optional<Secret> value) {
        return maskedText(key, value.map(Secret::reveal));
    }

    private StorageParams maskedText(String key, Optional<String> value) {
        return text(key, LocationText.mask(value.orElse("")));
    }
}
