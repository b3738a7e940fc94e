package dev.stagedoor.storage.opendal;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.location.AzblobLocation;
import dev.stagedoor.storage.location.CosLocation;
import dev.stagedoor.storage.location.FsLocation;
import dev.stagedoor.storage.location.GcsLocation;
import dev.stagedoor.storage.location.HttpLocation;
import dev.stagedoor.storage.location.HuggingfaceLocation;
import dev.stagedoor.storage.location.IpfsLocation;
import dev.stagedoor.storage.location.ObsLocation;
import dev.stagedoor.storage.location.OssLocation;
import dev.stagedoor.storage.location.S3Location;
import dev.stagedoor.storage.location.StoreLocation;
import dev.stagedoor.storage.location.WebhdfsLocation;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What OpenDAL is told about one store. Everything that OpenDAL would otherwise find by itself in the server's environment, in files or at
 * a cloud's metadata address is turned off, or the store is refused: a stage never acts by the server's own authority.
 *
 * @param scheme as OpenDAL names it
 * @param settings as OpenDAL names them; secrets among them
 * @param name of the store, for errors: kind, bucket and endpoint
 * @param endpoint the host requests go to: with the bucket before it where the scheme has it so
 * @param base see {@link KeyNames#base}
 * @param prefixes whether it lists by a prefix of keys; else by directories
 * @param alphabet see {@link KeyNames#alphabet}
 */
record Service(
        String scheme, Map<String, String> settings, String name, URI endpoint, String base, boolean prefixes, KeyAlphabet alphabet) {
    /** OpenDAL's one endpoint of the hub; {@code hf} URLs have none. */
    private static final URI HUGGINGFACE = URI.create("https://huggingface.co");

    /**
     * A query that every operation of Azure's Blob service takes, in the place of a shared access signature: without one OpenDAL signs by
     * what it finds in the environment, or asks the metadata address for an identity of this machine.
     */
    private static final String NO_SIGNATURE = "timeout=30";

    private static final String OBS_DOMAIN = ".myhuaweicloud.com";

    Service {
        settings = Map.copyOf(settings);
    }

    /**
     * @param environment names of the server's environment variables
     * @throws StagedoorException 3902 or 4000 when OpenDAL cannot be told
     */
    static Service of(StoreLocation location, Set<String> environment) {
        return switch (location) {
            case AzblobLocation azblob -> azblob(azblob);
            case GcsLocation gcs -> gcs(gcs);
            case OssLocation oss -> oss(oss, environment);
            case CosLocation cos -> cos(cos);
            case ObsLocation obs -> obs(obs);
            case WebhdfsLocation webhdfs -> webhdfs(webhdfs);
            case IpfsLocation ipfs -> ipfs(ipfs);
            case HuggingfaceLocation hub -> huggingface(hub);
            case S3Location _, FsLocation _, HttpLocation _ ->
                throw new IllegalArgumentException("OpenDAL does not serve " + location.type());
        };
    }

    private static Service azblob(AzblobLocation location) {
        var settings = new Settings().put("container", location.container()).put("endpoint", location.endpoint());
        if (location.accountKey().isPresent()) {
            settings.put("account_name", account(location)).secret("account_key", location.accountKey());
        } else {
            settings.put("sas_token", NO_SIGNATURE);
        }
        return bucket("azblob", settings, location.container(), location.endpoint(), KeyAlphabet.AZURE);
    }

    /** As it is given, or as Azure's own endpoints begin with it: {@code https://account.blob.core.windows.net}. */
    static String account(AzblobLocation location) {
        String host = Optional.ofNullable(location.endpoint().getHost()).orElse("");
        Optional<String> first = host.contains(".blob.core.") ? Optional.of(host.substring(0, host.indexOf('.'))) : Optional.empty();
        return location.accountName()
                .or(() -> first)
                .orElseThrow(() -> new StagedoorException(
                        ErrorCode.STORAGE_OTHER, "invalid input parameter (account_name is required with account_key for storage azblob)"));
    }

    private static Service gcs(GcsLocation location) {
        var settings = new Settings()
                .put("bucket", location.bucket())
                .put("endpoint", location.endpoint())
                .put("disable_vm_metadata", "true")
                .put("disable_config_load", "true")
                .put("credential", location.credential().map(credential -> ServiceAccountKey.parse(credential).base64()));
        if (location.credential().isEmpty()) {
            settings.put("allow_anonymous", "true");
        }
        return bucket("gcs", settings, location.bucket(), location.endpoint(), KeyAlphabet.UNICODE);
    }

    private static Service oss(OssLocation location, Set<String> environment) {
        String name = name("oss", location.bucket(), location.endpoint());
        if (location.roleArn().isPresent()) {
            throw unsupported(name, "role_arn is not supported: OpenDAL signs with the keys themselves");
        }
        var settings = new Settings().put("bucket", location.bucket()).put("endpoint", location.endpoint());
        if (location.accessKeyId().isPresent()) {
            settings.put("access_key_id", location.accessKeyId()).secret("access_key_secret", location.accessKeySecret());
        } else if (environment.stream().anyMatch(variable -> variable.startsWith("ALIBABA_CLOUD_"))) {
            throw unsupported(name, "access without keys is off while the server's environment holds ALIBABA_CLOUD_ variables");
        } else {
            settings.put("allow_anonymous", "true");
        }
        return hostedBucket("oss", settings, location.bucket(), location.endpoint());
    }

    private static Service cos(CosLocation location) {
        checkDefaultPort("cos", location.bucket(), location.endpoint());
        if (location.secretId().isEmpty()) {
            throw unsupported(name("cos", location.bucket(), location.endpoint()), "it needs secret_id and secret_key");
        }
        var settings = new Settings()
                .put("bucket", location.bucket())
                .put("endpoint", location.endpoint())
                .put("disable_config_load", "true")
                .put("secret_id", location.secretId())
                .secret("secret_key", location.secretKey());
        return hostedBucket("cos", settings, location.bucket(), location.endpoint());
    }

    private static Service obs(ObsLocation location) {
        checkDefaultPort("obs", location.bucket(), location.endpoint());
        if (!location.endpoint().getHost().startsWith("obs.") || !location.endpoint().getHost().endsWith(OBS_DOMAIN)) {
            // OpenDAL would take the host for the bucket's own, and send and sign without the bucket's name.
            throw new StagedoorException(
                    ErrorCode.STORAGE_OTHER,
                    "invalid input parameter (endpoint_url of storage obs must be https://obs.<region>" + OBS_DOMAIN + ")");
        }
        if (location.accessKeyId().isEmpty()) {
            throw unsupported(name("obs", location.bucket(), location.endpoint()), "it needs access_key_id and secret_access_key");
        }
        var settings = new Settings()
                .put("bucket", location.bucket())
                .put("endpoint", location.endpoint())
                .put("access_key_id", location.accessKeyId())
                .secret("secret_access_key", location.secretAccessKey());
        return hostedBucket("obs", settings, location.bucket(), location.endpoint());
    }

    private static Service webhdfs(WebhdfsLocation location) {
        var settings = new Settings()
                .put("root", "/")
                .put("endpoint", location.endpoint())
                .put("disable_list_batch", Boolean.toString(!location.listBatch()))
                .put("user_name", location.userName())
                .secret("delegation", location.delegation());
        String name = "webhdfs at " + origin(location.endpoint());
        return new Service("webhdfs", settings.values, name, location.endpoint(), "", false, KeyAlphabet.UNICODE);
    }

    private static Service ipfs(IpfsLocation location) {
        var settings = new Settings().put("root", '/' + location.root()).put("endpoint", location.endpoint());
        String name = "ipfs at " + origin(location.endpoint());
        return new Service("ipfs", settings.values, name, location.endpoint(), location.root(), false, KeyAlphabet.UNICODE);
    }

    private static Service huggingface(HuggingfaceLocation location) {
        var settings = new Settings()
                .put("root", "/")
                .put("repo_id", location.repository())
                .put("repo_type", location.repositoryType())
                .put("revision", location.revision())
                .secret("token", location.token());
        return new Service("huggingface", settings.values, "hf://" + location.repository(), HUGGINGFACE, "", false, KeyAlphabet.UNICODE);
    }

    private static Service bucket(String scheme, Settings settings, String bucket, URI endpoint, KeyAlphabet alphabet) {
        settings.put("root", "/");
        return new Service(scheme, settings.values, name(scheme, bucket, endpoint), endpoint, "", true, alphabet);
    }

    /** A bucket whose name stands in the host that requests go to. */
    private static Service hostedBucket(String scheme, Settings settings, String bucket, URI endpoint) {
        settings.put("root", "/");
        String port = endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort();
        try {
            URI host = new URI(endpoint.getScheme() + "://" + bucket + "." + endpoint.getHost() + port);
            return new Service(scheme, settings.values, name(scheme, bucket, endpoint), host, "", true, KeyAlphabet.XML);
        } catch (URISyntaxException e) {
            throw new StagedoorException(
                    ErrorCode.STORAGE_OTHER, "invalid input parameter (the bucket's name cannot stand in a host name for storage "
                            + scheme + ")");
        }
    }

    /** OpenDAL would drop the port and ask another server. */
    private static void checkDefaultPort(String scheme, String bucket, URI endpoint) {
        if (endpoint.getPort() != -1) {
            throw new StagedoorException(
                    ErrorCode.STORAGE_OTHER,
                    "invalid input parameter (" + name(scheme, bucket, endpoint)
                            + ": endpoint_url must not name a port for storage " + scheme
                            + ")");
        }
    }

    private static String name(String scheme, String bucket, URI endpoint) {
        return scheme + "://" + bucket + " at " + origin(endpoint);
    }

    /** Never user information or a query, whatever the endpoint holds. */
    private static String origin(URI endpoint) {
        return endpoint.getScheme() + "://" + endpoint.getHost() + (endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort());
    }

    private static StorageException unsupported(String name, String why) {
        return new StorageException(Kind.UNSUPPORTED, name + ": " + why);
    }

    /** Names no value: any may be a secret. */
    @Override
    public String toString() {
        return "Service[" + name + "]";
    }

    /** Settings under way; what is absent is not set. */
    private static final class Settings {
        private final Map<String, String> values = new LinkedHashMap<>();

        Settings put(String key, String value) {
            values.put(key, value);
            return this;
        }

        Settings put(String key, URI value) {
            return put(key, value.toString());
        }

        Settings put(String key, Optional<String> value) {
            value.ifPresent(present -> put(key, present));
            return this;
        }

        Settings secret(String key, Optional<Secret> value) {
            value.ifPresent(present -> put(key, present.reveal()));
            return this;
        }
    }
}
