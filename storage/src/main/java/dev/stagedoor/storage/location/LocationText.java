package dev.stagedoor.storage.location;

import java.io.StringWriter;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** How locations are shown and stored. */
public final class LocationText {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MASKED_WHOLE = 4;
    private static final int SHOWN_AT_EACH_END = 2;
    private static final String MASK = "***";

    private LocationText() {}

    /** As {@code url} of SHOW STAGES: {@code s3://bucket/root/}, {@code fs:///root/}, …; not encoded. */
    public static String url(StoreLocation location) {
        return url(location, UnaryOperator.identity());
    }

    /**
     * As {@code storage_params} of SHOW STAGES: a JSON object with sorted keys. Secrets are masked; for S3 the keys are those of Databend,
     * of which {@code network_config} and {@code storage_class} are constants here.
     */
    public static String maskedJson(StoreLocation location) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            StorageParams.of(location).forEach((key, value) -> write(json, key, value));
            json.writeEndObject();
        }
        return text.toString();
    }

    /** As {@code storage_params} of DESC CONNECTION: {@code key=value} for each key in order, one space between, every value masked. */
    public static String masked(ConnectionParameters connection) {
        return connection.values().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + mask(entry.getValue()))
                .collect(Collectors.joining(" "));
    }

    /** Databend's mask: {@code ***} up to four characters, else the first and last two around {@code ***}; empty stays empty. */
    public static String mask(String secret) {
        int length = secret.codePointCount(0, secret.length());
        if (length <= MASKED_WHOLE) {
            return secret.isEmpty() ? "" : MASK;
        }
        int head = secret.offsetByCodePoints(0, SHOWN_AT_EACH_END);
        int tail = secret.offsetByCodePoints(secret.length(), -SHOWN_AT_EACH_END);
        return secret.substring(0, head) + MASK + secret.substring(tail);
    }

    static StoreUri uri(StoreLocation location) {
        String url = url(location, PercentCoding::encode);
        return new StoreUri(url, new ConnectionParameters(CanonicalKeys.of(location)));
    }

    private static String url(StoreLocation location, UnaryOperator<String> encoding) {
        String root = encoding.apply(location.root());
        return switch (location) {
            case S3Location s3 -> "s3://" + s3.bucket() + "/" + root;
            case AzblobLocation azblob -> "azblob://" + azblob.container() + "/" + root;
            case GcsLocation gcs -> "gcs://" + gcs.bucket() + "/" + root;
            case OssLocation oss -> "oss://" + oss.bucket() + "/" + root;
            case ObsLocation obs -> "obs://" + obs.bucket() + "/" + root;
            case CosLocation cos -> "cos://" + cos.bucket() + "/" + root;
            case HttpLocation http -> http.origin() + http.pattern(); // encoded as it was written
            case IpfsLocation ignored -> root.replaceFirst("/", "://"); // ipfs/<cid>/… is ipfs://<cid>/…, and ipns alike
            case FsLocation fs -> "fs:///" + fs.root(); // knows no escapes
            case WebhdfsLocation webhdfs -> "webhdfs://" + webhdfs.endpoint().getRawAuthority() + "/" + root;
            case HuggingfaceLocation hub -> "hf://" + hub.repository() + "/" + root;
        };
    }

    private static void write(JsonGenerator json, String key, Object value) {
        switch (value) {
            case Boolean flag -> json.writeBooleanProperty(key, flag);
            case StorageParams.Null ignored -> json.writeNullProperty(key);
            default -> json.writeStringProperty(key, value.toString());
        }
    }
}
