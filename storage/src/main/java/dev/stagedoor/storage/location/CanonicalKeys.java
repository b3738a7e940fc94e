package dev.stagedoor.storage.location;

import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The connection parameters that make a location again: never an alias, every default spelled out, nothing that is empty. */
final class CanonicalKeys {
    private final SortedMap<String, String> values = new TreeMap<>();

    private CanonicalKeys() {}

    static SortedMap<String, String> of(StoreLocation location) {
        CanonicalKeys keys = new CanonicalKeys();
        switch (location) {
            case S3Location s3 -> keys.s3(s3);
            case AzblobLocation azblob -> keys.put("endpoint_url", azblob.endpoint().toString())
                    .put("account_name", azblob.accountName())
                    .secret("account_key", azblob.accountKey());
            case GcsLocation gcs -> keys.put("endpoint_url", gcs.endpoint().toString()).secret("credential", gcs.credential());
            case OssLocation oss -> keys.put("endpoint_url", oss.endpoint().toString())
                    .put("access_key_id", oss.accessKeyId())
                    .secret("access_key_secret", oss.accessKeySecret())
                    .put("role_arn", oss.roleArn());
            case ObsLocation obs -> keys.put("endpoint_url", obs.endpoint().toString())
                    .put("access_key_id", obs.accessKeyId())
                    .secret("secret_access_key", obs.secretAccessKey());
            case CosLocation cos -> keys.put("endpoint_url", cos.endpoint().toString())
                    .put("secret_id", cos.secretId())
                    .secret("secret_key", cos.secretKey());
            case HttpLocation ignored -> {}
            case IpfsLocation ipfs -> keys.put("endpoint_url", ipfs.endpoint().toString());
            case FsLocation ignored -> {}
            case WebhdfsLocation webhdfs -> keys.put("https", String.valueOf(webhdfs.endpoint().getScheme().equals("https")))
                    .put("disable_list_batch", String.valueOf(!webhdfs.listBatch()))
                    .put("user_name", webhdfs.userName())
                    .secret("delegation", webhdfs.delegation());
            case HuggingfaceLocation hub -> keys.put("repo_type", hub.repositoryType())
                    .put("revision", hub.revision())
                    .secret("token", hub.token());
        }
        return keys.values;
    }

    /** The keys that were given for an S3 store, be it to sign with them or to assume a role. */
    static Optional<S3Credential> credential(S3Access access) {
        return switch (access) {
            case S3Access.Keys keys -> Optional.of(keys.credential());
            case S3Access.AssumedRole role -> role.base();
            case S3Access.Anonymous ignored -> Optional.empty();
            case S3Access.ServerCredentials ignored -> Optional.empty();
        };
    }

    static Optional<S3Access.AssumedRole> role(S3Access access) {
        return access instanceof S3Access.AssumedRole role ? Optional.of(role) : Optional.empty();
    }

    private void s3(S3Location s3) {
        if (s3.access() instanceof S3Access.ServerCredentials) {
            throw new IllegalArgumentException("no text says that the server's own credentials are used");
        }
        Optional<S3Credential> credential = credential(s3.access());
        Optional<S3Access.AssumedRole> role = role(s3.access());
        put("endpoint_url", s3.endpoint().toString());
        put("region", s3.region());
        put("access_key_id", credential.map(S3Credential::accessKeyId));
        secret("secret_access_key", credential.map(S3Credential::secretAccessKey));
        put("session_token", credential.flatMap(S3Credential::sessionToken));
        put("role_arn", role.map(S3Access.AssumedRole::roleArn));
        put("external_id", role.flatMap(S3Access.AssumedRole::externalId));
        secret("master_key", s3.masterKey());
        put("enable_virtual_host_style", String.valueOf(s3.virtualHostStyle()));
    }

    private CanonicalKeys put(String key, String value) {
        values.put(key, value);
        return this;
    }

    private CanonicalKeys put(String key, Optional<String> value) {
        value.ifPresent(present -> values.put(key, present));
        return this;
    }

    private CanonicalKeys secret(String key, Optional<Secret> value) {
        return put(key, value.map(Secret::reveal));
    }
}
