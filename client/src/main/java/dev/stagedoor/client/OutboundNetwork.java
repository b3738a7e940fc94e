package dev.stagedoor.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How a client's connections reach servers and stores.
 *
 * @param proxy that all connections go through; without it those of {@code environment}, or of Java's own settings
 * @param authorities a PEM file with certificates that are trusted beside those that Java trusts
 * @param environment in which {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY} are looked up
 */
public record OutboundNetwork(Optional<URI> proxy, Optional<Path> authorities, Map<String, String> environment) {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    public OutboundNetwork {
        environment = Map.copyOf(environment);
        proxy.ifPresent(EnvironmentProxies::requireProxy);
    }

    /** No proxy but Java's, no certificates but Java's. */
    public static OutboundNetwork direct() {
        return new OutboundNetwork(Optional.empty(), Optional.empty(), Map.of());
    }

    /**
     * A client for any number of connections. HTTP/1.1, so that requests at the same time do not share one connection.
     *
     * @throws IllegalArgumentException with a sentence for the user: a proxy that is none, certificates that cannot be read
     */
    public HttpClient open() {
        HttpClient.Builder client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
        proxies().ifPresent(client::proxy);
        authorities.ifPresent(file -> client.sslContext(trusting(file)));
        return client.build();
    }

    private Optional<ProxySelector> proxies() {
        return proxy.<ProxySelector>map(EnvironmentProxies::always).or(() -> EnvironmentProxies.of(environment));
    }

    private static SSLContext trusting(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> more = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (more.isEmpty()) {
                throw new IllegalArgumentException(file + " has no certificate in PEM");
            }
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int entry = 0;
            for (X509Certificate certificate : trustManager(null).getAcceptedIssuers()) {
                trusted.setCertificateEntry(Integer.toString(entry++), certificate);
            }
            for (Certificate certificate : more) {
                trusted.setCertificateEntry(Integer.toString(entry++), certificate);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new X509TrustManager[] {trustManager(trusted)}, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("the certificates of " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** @param trusted null for what Java trusts */
    private static X509TrustManager trustManager(@Nullable KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("this Java has no trust manager for X.509"));
    }
}
