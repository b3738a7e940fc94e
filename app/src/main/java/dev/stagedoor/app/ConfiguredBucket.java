package dev.stagedoor.app;

import dev.stagedoor.app.config.Configuration;
import dev.stagedoor.app.config.ConfigurationException;
import dev.stagedoor.app.config.Setting;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.S3Access;
import dev.stagedoor.storage.location.S3Location;
import dev.stagedoor.storage.location.StoreLocation;
import dev.stagedoor.storage.location.StoreUri;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A bucket for files of the server's own, as two sections of the configuration name it. */
final class ConfiguredBucket {
    private ConfiguredBucket() {}

    /**
     * Where it is; empty when the configuration names none.
     *
     * @param url names the bucket
     * @param connection all settings of the section that says how it is reached
     * @throws ConfigurationException when it is said how it is reached, but not where it is
     * @throws dev.stagedoor.errors.StagedoorException when the two cannot be read
     */
    static Optional<StoreLocation> location(Configuration configuration, Setting<String> url, List<Setting<?>> connection) {
        Map<String, Secret> given = configuration.connection(connection);
        Optional<String> written = configuration.text(url);
        if (written.isEmpty() && !given.isEmpty()) {
            throw new ConfigurationException(connection.getFirst().section() + "." + given.keySet().iterator().next() + " is set, but "
                    + url.name() + " is not; set it to the bucket that the connection is for");
        }
        return written.map(text -> location(text, given));
    }

    /** The keys are those of SQL, but S3 without keys means the server's own credentials, not anonymous access. */
    private static StoreLocation location(String url, Map<String, Secret> connection) {
        var parameters = new TreeMap<String, String>();
        connection.forEach((key, value) -> parameters.put(key, value.reveal()));
        StoreLocation location = new StoreUri(url, new ConnectionParameters(parameters)).parse();
        return location instanceof S3Location s3 && s3.access() instanceof S3Access.Anonymous
                ? s3.withAccess(new S3Access.ServerCredentials())
                : location;
    }

    /** What a setting names that is none of the stores for the server's own files. */
    static ConfigurationException unusable(Setting<String> url, String lack) {
        return new ConfigurationException(
                url.name() + " names a store that " + lack + "; use s3, azblob, gcs, oss, cos or obs, or leave it empty");
    }
}
