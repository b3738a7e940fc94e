package dev.stagedoor.storage.location;

import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.KeyPrefix;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads URLs and connection parameters: schemes, keys, aliases and defaults of Databend's external stages. */
final class LocationParser {
    private static final URI GCS = URI.create("https://storage.googleapis.com");
    private static final URI IPFS_GATEWAY = URI.create("https://ipfs.io");
    private static final String CONNECTION_NAME = "connection_name";
    private static final Pattern HUGGINGFACE_NAME = Pattern.compile("[A-Za-z0-9._-]{1,96}");
    /** A content identifier, or a name that DNSLink or IPNS knows. */
    private static final Pattern IPFS_NAME = Pattern.compile("[A-Za-z0-9._-]+");

    /** Those that {@link #read} knows. */
    private static final Set<String> SCHEMES = Set.of(
            "fs", "s3", "azblob", "gcs", "oss", "obs", "cos", "http", "https", "ipfs", "ipns", "webhdfs", "hf", "huggingface");

    /** Stores that the common libraries know and stages cannot lie over: the text of the error differs from that for any other word. */
    private static final Set<String> KNOWN_ELSEWHERE = Set.of(
            "abfs", "abfss", "alluxio", "azdls", "azfile", "b2", "cloudflare_kv", "compfs", "d1", "dbfs", "dropbox", "etcd", "ftp", "ftps",
            "gdrive", "ghac", "github", "hdfs", "hdfs_native", "koofr", "lakefs", "memory", "mongodb", "mysql", "onedrive", "pcloud",
            "postgresql", "redis", "rocksdb", "seafile", "sftp", "sqlite", "surrealdb", "swift", "tos", "upyun", "vercel_artifacts",
            "vercel_blob", "webdav", "yandex_disk");

    private LocationParser() {}

    /**
     * @param statement which statement the error on a missing {@code /} names, if one is known
     */
    static StoreLocation parse(String url, ConnectionParameters connection, Optional<String> statement) {
        UrlParts parts = UrlParts.parse(url);
        StoreLocation location = read(parts, connection);
        if (!parts.namesDirectory() && location.type() != StoreType.HTTP) {
            throw LocationErrors.invalid("path in URL must end with '/'" + statement.map(name -> " when " + name).orElse("") + ". Got '"
                    + LocationErrors.shown(parts.decodedPath()) + "'.");
        }
        return location;
    }

    static FilesUri files(String url, ConnectionParameters connection) {
        UrlParts parts = UrlParts.parse(url);
        String store = parts.scheme() + "://" + parts.authority() + "/";
        String path = parts.path();
        String name = "";
        if (!parts.namesDirectory() && !isWeb(parts)) {
            int end = path.lastIndexOf('/') + 1;
            name = parts.scheme().equals("fs") ? path.substring(end) : PercentCoding.decode(path.substring(end));
            path = path.substring(0, end);
        }
        UrlParts directory = new UrlParts(parts.scheme(), parts.authority(), path);
        String inDirectory = read(directory, connection).root();
        String directories = directory.namesDirectory() ? directories(directory.decodedPath()) : "";
        // Before the path, a key may have what names the store; behind the name of a repository, a path is shorter than that of its URL.
        int outside = Math.max(0, inDirectory.length() - directories.length());
        int inUrl = Math.max(0, directories.length() - inDirectory.length());
        return new FilesUri(
                new StoreUri(store + path.substring(1), connection),
                name.isEmpty() ? inDirectory : inDirectory.substring(0, outside),
                new KeyPrefix(inDirectory + name),
                store + (name.isEmpty() ? directories : directories.substring(0, inUrl)));
    }

    private static boolean isWeb(UrlParts url) {
        return url.scheme().equals("http") || url.scheme().equals("https");
    }

    /** What CREATE CONNECTION checks: the parameters, over the root of a store whose name is not known yet. */
    static void checkConnection(String storageType, ConnectionParameters connection) {
        UrlParts url = new UrlParts(storageType.toLowerCase(Locale.ROOT), "connection", "/");
        if (!connection.values().containsKey(CONNECTION_NAME)) {
            read(url, connection);
            return;
        }
        if (!SCHEMES.contains(url.scheme()) && !isKnownElsewhere(url.scheme())) {
            throw unknownProtocol(url.scheme());
        }
        throw LocationErrors.invalid("can not use connection_name when create connection");
    }

    /** The name of a connection, whatever stands beside it. */
    static Optional<String> givenConnectionName(ConnectionParameters connection) {
        return Optional.ofNullable(connection.values().get(CONNECTION_NAME));
    }

    /** The name of the connection that stands for all other keys, if one is given. */
    static Optional<String> connectionName(ConnectionParameters connection) {
        String name = connection.values().get(CONNECTION_NAME);
        if (name != null && connection.values().size() > 1) {
            throw LocationErrors.invalid("connection_name can not be used with other connection options");
        }
        return Optional.ofNullable(name);
    }

    static void requireProtocol(String url, String connectionName, String storageType) {
        String scheme = UrlParts.parse(url).scheme();
        if (!scheme.equals(storageType)) {
            throw LocationErrors.invalid("protocol from connection_name=" + LocationErrors.shown(connectionName) + " ("
                    + LocationErrors.shown(storageType) + ") not match with uri protocol (" + LocationErrors.shown(scheme) + ").");
        }
    }

    private static StoreLocation read(UrlParts url, ConnectionParameters connection) {
        if (url.scheme().equals("fs")) {
            return new FsLocation(root(url)); // its keys are ignored, as Databend does
        }
        ParameterReader keys = new ParameterReader(connection);
        StoreLocation location =
                switch (url.scheme()) {
                    case "s3" -> s3(url, keys);
                    case "azblob" -> azblob(url, keys);
                    case "gcs" -> gcs(url, keys);
                    case "oss" -> oss(url, keys);
                    case "obs" -> obs(url, keys);
                    case "cos" -> cos(url, keys);
                    case "http", "https" -> http(url);
                    case "ipfs", "ipns" -> ipfs(url, keys);
                    case "webhdfs" -> webhdfs(url, keys);
                    case "hf", "huggingface" -> huggingface(url, keys);
                    default -> throw unknownProtocol(url.scheme());
                };
        keys.refuseUnknown();
        return location;
    }

    private static RuntimeException unknownProtocol(String scheme) {
        String known = isKnownElsewhere(scheme) ? "URI protocol " : "protocol ";
        return LocationErrors.invalid(known + LocationErrors.shown(scheme) + " is not supported yet.");
    }

    private static boolean isKnownElsewhere(String scheme) {
        return KNOWN_ELSEWHERE.contains(scheme.replace('-', '_'));
    }

    private static S3Location s3(UrlParts url, ParameterReader keys) {
        return new S3Location(
                url.authority(),
                root(url),
                keys.endpoint().orElse(S3Location.AWS),
                keys.get("region"),
                s3Access(keys),
                keys.secret("master_key"),
                keys.flag("enable_virtual_host_style", false));
    }

    private static S3Access s3Access(ParameterReader keys) {
        Optional<String> id = keys.get("access_key_id", "aws_key_id");
        Optional<Secret> secret = keys.secret("secret_access_key", "aws_secret_key");
        Optional<String> token = keys.get("session_token", "aws_token", "security_token");
        Optional<String> role = keys.get("role_arn", "aws_role_arn");
        Optional<String> externalId = keys.get("external_id", "aws_external_id");
        requireBoth("access_key_id", id, "secret_access_key", secret);
        requireWith("session_token", token, "access_key_id", id);
        requireWith("external_id", externalId, "role_arn", role);
        Optional<S3Credential> credential = id.map(given -> new S3Credential(given, secret.orElseThrow(), token));
        if (role.isPresent()) {
            return new S3Access.AssumedRole(credential, role.get(), externalId);
        }
        return credential.<S3Access>map(S3Access.Keys::new).orElse(S3Access.ANONYMOUS);
    }

    private static AzblobLocation azblob(UrlParts url, ParameterReader keys) {
        Optional<String> name = keys.get("account_name");
        Optional<Secret> key = keys.secret("account_key");
        return new AzblobLocation(url.authority(), root(url), keys.requiredEndpoint("azblob"), name, key);
    }

    private static GcsLocation gcs(UrlParts url, ParameterReader keys) {
        return new GcsLocation(url.authority(), root(url), keys.endpoint().orElse(GCS), keys.secret("credential"));
    }

    private static OssLocation oss(UrlParts url, ParameterReader keys) {
        Optional<String> id = keys.get("access_key_id");
        Optional<Secret> secret = keys.secret("access_key_secret");
        Optional<String> role = keys.get("role_arn");
        requireBoth("access_key_id", id, "access_key_secret", secret);
        return new OssLocation(url.authority(), root(url), keys.requiredEndpoint("oss"), id, secret, role);
    }

    private static ObsLocation obs(UrlParts url, ParameterReader keys) {
        Optional<String> id = keys.get("access_key_id");
        Optional<Secret> secret = keys.secret("secret_access_key");
        requireBoth("access_key_id", id, "secret_access_key", secret);
        // Databend's text for obs says oss.
        return new ObsLocation(url.authority(), root(url), keys.requiredEndpoint("oss"), id, secret);
    }

    private static CosLocation cos(UrlParts url, ParameterReader keys) {
        Optional<String> id = keys.get("secret_id");
        Optional<Secret> secret = keys.secret("secret_key");
        requireBoth("secret_id", id, "secret_key", secret);
        return new CosLocation(url.authority(), root(url), keys.requiredEndpoint("cos"), id, secret);
    }

    private static HttpLocation http(UrlParts url) {
        String origin = url.scheme() + "://" + url.authority().toLowerCase(Locale.ROOT);
        return new HttpLocation(ParameterReader.endpoint("the URL", origin), url.path());
    }

    private static IpfsLocation ipfs(UrlParts url, ParameterReader keys) {
        if (!IPFS_NAME.matcher(url.authority()).matches()) {
            throw LocationErrors.syntax("invalid uri");
        }
        String root = url.scheme() + "/" + url.authority() + "/" + root(url);
        return new IpfsLocation(new KeyPrefix(root).value(), keys.endpoint().orElse(IPFS_GATEWAY));
    }

    private static WebhdfsLocation webhdfs(UrlParts url, ParameterReader keys) {
        String scheme = keys.flag("https", true) ? "https://" : "http://";
        URI endpoint = ParameterReader.endpoint("the URL", scheme + url.authority());
        Optional<Secret> delegation = keys.secret("delegation");
        return new WebhdfsLocation(root(url), endpoint, delegation, keys.get("user_name"), !keys.flag("disable_list_batch", true));
    }

    private static HuggingfaceLocation huggingface(UrlParts url, ParameterReader keys) {
        String path = directories(url.decodedPath());
        int slash = path.indexOf('/');
        String name = slash < 0 ? "" : path.substring(0, slash);
        if (!HUGGINGFACE_NAME.matcher(name).matches() || !HUGGINGFACE_NAME.matcher(url.authority()).matches()) {
            throw LocationErrors.invalid("input uri is not a valid huggingface uri");
        }
        String type = keys.get("repo_type").orElse("dataset");
        String revision = keys.get("revision").orElse("main");
        String root = url.namesDirectory() ? new KeyPrefix(path.substring(slash + 1)).value() : "";
        return new HuggingfaceLocation(url.authority() + "/" + name, repositoryType(type), revision, root, keys.secret("token"));
    }

    private static String repositoryType(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "dataset", "datasets" -> "dataset";
            case "model" -> "model";
            case "space" -> "space";
            default -> throw LocationErrors.invalidValue("repo_type", "write dataset, model or space");
        };
    }

    /**
     * The prefix of every key in a directory.
     *
     * @throws dev.stagedoor.errors.StagedoorException 1006 for {@code .} and {@code ..}, NUL, and more than 1,024 bytes
     */
    private static String root(UrlParts url) {
        return url.namesDirectory() ? new KeyPrefix(directories(url.decodedPath())).value() : "";
    }

    /** Slashes as the store's keys have them: none in front, one between. */
    private static String directories(String path) {
        String joined = Arrays.stream(path.split("/")).filter(name -> !name.isEmpty()).collect(Collectors.joining("/"));
        return joined.isEmpty() || !path.endsWith("/") ? joined : joined + "/";
    }

    private static void requireBoth(String key, Optional<?> value, String otherKey, Optional<?> otherValue) {
        requireWith(key, value, otherKey, otherValue);
        requireWith(otherKey, otherValue, key, value);
    }

    private static void requireWith(String key, Optional<?> value, String needed, Optional<?> neededValue) {
        if (value.isPresent() && neededValue.isEmpty()) {
            throw LocationErrors.invalid(key + " needs " + needed + " beside it");
        }
    }
}
