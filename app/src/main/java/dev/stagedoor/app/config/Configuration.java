package dev.stagedoor.app.config;

import dev.stagedoor.server.tls.TlsFiles;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How the server is to behave: a value for each of {@link Settings}, which says what it means. */
public final class Configuration {
    private final Values values;
    private final List<UserSection> users;

    /** @throws ConfigurationException when only some of the settings are set that belong together */
    Configuration(Values values, List<UserSection> users) {
        this.values = values;
        this.users = List.copyOf(users);
        var _ = tls();
        var _ = doorCredential();
        requireWholeIssuer();
    }

    public <T> T get(Setting<T> setting) {
        return values.get(setting);
    }

    /** The text of a setting; empty when it is blank, which is to say not set. */
    public Optional<String> text(Setting<String> setting) {
        return Optional.of(get(setting)).filter(text -> !text.isBlank());
    }

    /** Who may log in; empty: {@code root} without a password, which only a server that nobody but this machine reaches may have. */
    public List<UserSection> users() {
        return users;
    }

    /** The same with other users. */
    public Configuration withUsers(List<UserSection> changed) {
        return new Configuration(values, changed);
    }

    /**
     * What was written of a section that says how a store is reached, by key.
     *
     * @param settings all of the section
     */
    public Map<String, Secret> connection(List<Setting<?>> settings) {
        var connection = new TreeMap<String, Secret>();
        for (Setting<?> setting : settings) {
            switch (get(setting)) {
                case String text when !text.isEmpty() -> connection.put(setting.key(), Secret.of(text));
                case Optional<?> secret when secret.orElse(null) instanceof Secret present -> connection.put(setting.key(), present);
                default -> {}
            }
        }
        return connection;
    }

    /** With which the server speaks HTTPS; HTTP without. */
    public Optional<TlsFiles> tls() {
        Optional<Path> certificate = get(Settings.TLS_CERTIFICATE);
        Optional<Path> key = get(Settings.TLS_PRIVATE_KEY);
        Optional<Path> keystore = get(Settings.TLS_KEYSTORE);
        Optional<Secret> password = get(Settings.TLS_KEYSTORE_PASSWORD);
        if (certificate.isPresent() != key.isPresent()) {
            throw new ConfigurationException("tls.certificate and tls.private_key belong together; set both or neither");
        }
        if (certificate.isPresent() && keystore.isPresent()) {
            throw new ConfigurationException("tls.certificate and tls.keystore are two ways to say the same; set one of them");
        }
        if (keystore.isEmpty() && password.isPresent()) {
            throw new ConfigurationException(
                    "tls.keystore_password is set, but tls.keystore is not; set it to the file that the password is for");
        }
        return keystore.<TlsFiles>map(path -> new TlsFiles.Pkcs12(path, password.orElse(Secret.of(""))))
                .or(() -> certificate.map(path -> new TlsFiles.Pem(path, key.orElseThrow())));
    }

    /** With which S3 clients may use the door. */
    public Optional<S3Credential> doorCredential() {
        Optional<String> id = text(Settings.DOOR_ACCESS_KEY_ID);
        Optional<Secret> secret = get(Settings.DOOR_SECRET_ACCESS_KEY);
        if (id.isPresent() != secret.isPresent()) {
            throw new ConfigurationException("door.access_key_id and door.secret_access_key belong together; set both or neither");
        }
        return id.map(present -> new S3Credential(present, secret.orElseThrow()));
    }

    private void requireWholeIssuer() {
        Optional<String> issuer = text(Settings.JWT_ISSUER);
        Optional<String> audience = text(Settings.JWT_AUDIENCE);
        Optional<URI> url = get(Settings.JWT_KEY_SET_URL);
        Optional<String> file = text(Settings.JWT_KEY_SET_FILE);
        if (issuer.isEmpty() && audience.isEmpty() && url.isEmpty() && file.isEmpty()) {
            return;
        }
        if (issuer.isEmpty() || audience.isEmpty()) {
            throw new ConfigurationException(Settings.JWT_ISSUER.name() + " and " + Settings.JWT_AUDIENCE.name()
                    + " belong together: a token is believed only when it names both");
        }
        if (url.isPresent() == file.isPresent()) {
            throw new ConfigurationException("set one of " + Settings.JWT_KEY_SET_URL.name() + " and " + Settings.JWT_KEY_SET_FILE.name()
                    + ": the keys that the issuer's tokens are verified with");
        }
    }
}
