package dev.stagedoor.server.tls;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's certificate, read again when its files change: connections that are open keep the old one. TLS 1.2 and 1.3 with the ciphers
 * Jetty and the JDK hold for safe.
 */
public final class ReloadingTls {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadingTls.class);

    /** How much one upload may send ahead over HTTP/2, and all of a connection together: what a fast link has on its way. */
    private static final int STREAM_WINDOW_BYTES = 1 << 20;

    private static final int CONNECTION_WINDOW_BYTES = 8 << 20;

    /** Requests at once on one HTTP/2 connection; RFC 9113 (section 6.5.2) recommends no fewer than 100. */
    private static final int MAX_STREAMS = 128;

    /** Identifiers of ALPN (RFC 7301, section 6; compared byte by byte), which are not Jetty's names of the protocols. */
    private static final String HTTP_2 = "h2";

    private static final String HTTP_1_1 = "http/1.1";
    private static final String HTTP_1_0 = "http/1.0";

    private record Version(Path file, FileTime modified, long size) {}

    private final TlsFiles files;
    private final SslContextFactory.Server context = new SslContextFactory.Server();
    private List<Version> read;

    /**
     * Reads the files.
     *
     * @throws StagedoorException {@code INVALID_CONFIG} in one line, when they cannot be read or do not belong together
     */
    public ReloadingTls(TlsFiles files) {
        this.files = files;
        this.read = versions();
        use(context, KeyStores.load(files));
    }

    private static void use(SslContextFactory.Server context, KeyStore keys) {
        context.setKeyStore(keys);
        context.setKeyStorePassword(KeyStores.PASSWORD);
        context.setKeyManagerPassword(KeyStores.PASSWORD);
    }

    /**
     * What accepts a connection: TLS, then HTTP/2 or HTTP/1 as ALPN (RFC 7301) finds; HTTP/1 for clients that offer nothing. A client that
     * offers only other protocols is refused in the handshake, as the RFC demands.
     *
     * @param configuration of both; told that requests are secure
     */
    public List<ConnectionFactory> connections(HttpConfiguration configuration, int inputBufferBytes) {
        var secure = new SecureRequestCustomizer();
        // There is one certificate, and clients check it: which name they used for it is no question of ours.
        secure.setSniHostCheck(false);
        configuration.addCustomizer(secure);
        var http1 = new HttpConnectionFactory(configuration);
        http1.setInputBufferSize(inputBufferBytes);
        var http2 = new HTTP2ServerConnectionFactory(configuration);
        http2.setMaxConcurrentStreams(MAX_STREAMS);
        http2.setInitialStreamRecvWindow(STREAM_WINDOW_BYTES);
        http2.setInitialSessionRecvWindow(CONNECTION_WINDOW_BYTES);
        var alpn = new ALPNServerConnectionFactory(HTTP_2, HTTP_1_1, HTTP_1_0);
        alpn.setDefaultProtocol(HTTP_1_1);
        return List.of(new SslConnectionFactory(context, alpn.getProtocol()), alpn, http2, http1, alsoCalled(HTTP_1_0, http1));
    }

    /** Jetty finds who speaks a protocol that was agreed on by its identifier; HTTP/1.0 is spoken by whoever speaks HTTP/1.1. */
    private static ConnectionFactory alsoCalled(String identifier, HttpConnectionFactory http1) {
        return new AbstractConnectionFactory(identifier) {
            @Override
            public Connection newConnection(Connector connector, EndPoint endPoint) {
                return http1.newConnection(connector, endPoint);
            }
        };
    }

    /**
     * Reads the files again if they changed. When they cannot be used, the certificate in use stays, and the log says why, once for each
     * change. Call from one thread.
     */
    public void reloadIfChanged() {
        List<Version> now;
        try {
            now = versions();
        } catch (StagedoorException e) {
            // In the middle of being replaced, or gone: looked at again the next time.
            return;
        }
        if (now.equals(read)) {
            return;
        }
        read = now;
        try {
            KeyStore keys = KeyStores.load(files);
            context.reload(changed -> use((SslContextFactory.Server) changed, keys));
            LOG.warn("The TLS certificate was read again from {}", now.getFirst().file());
        } catch (Exception e) {
            LOG.error("The TLS certificate changed, but cannot be used; the one before stays in use: {}", e.getMessage());
        }
    }

    private List<Version> versions() {
        var versions = new ArrayList<Version>();
        for (Path file : files.files()) {
            try {
                // A link that is pointed elsewhere, as orchestrators do with mounted secrets, is a change.
                Path real = file.toRealPath();
                BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
                versions.add(new Version(real, attributes.lastModifiedTime(), attributes.size()));
            } catch (IOException e) {
                throw new StagedoorException(ErrorCode.INVALID_CONFIG, file + " cannot be read: check the path and its permissions", e);
            }
        }
        return versions;
    }
}
