package dev.stagedoor.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The HTTP proxies that {@code HTTP_PROXY} and {@code HTTPS_PROXY} name, for hosts that {@code NO_PROXY} does not name. The names may be
 * in lower case. Connections within this machine never go through them.
 */
final class EnvironmentProxies extends ProxySelector {
    private static final List<String> LOOPBACK = List.of("localhost", "::1", "[::1]");
    private static final int DEFAULT_PORT = 80;

    private final Optional<Proxy> forHttp;
    private final Optional<Proxy> forHttps;
    private final List<String> exceptions;
    private final boolean loopbackToo;

    private EnvironmentProxies(Optional<Proxy> forHttp, Optional<Proxy> forHttps, List<String> exceptions, boolean loopbackToo) {
        this.forHttp = forHttp;
        this.forHttps = forHttps;
        this.exceptions = exceptions;
        this.loopbackToo = loopbackToo;
    }

    /** For every connection. */
    static ProxySelector always(URI proxy) {
        Optional<Proxy> chosen = Optional.of(requireProxy(proxy));
        return new EnvironmentProxies(chosen, chosen, List.of(), true);
    }

    /** Empty when the environment names none. */
    static Optional<ProxySelector> of(Map<String, String> environment) {
        Optional<Proxy> http = variable(environment, "HTTP_PROXY").map(EnvironmentProxies::parse);
        Optional<Proxy> https = variable(environment, "HTTPS_PROXY").map(EnvironmentProxies::parse);
        if (http.isEmpty() && https.isEmpty()) {
            return Optional.empty();
        }
        List<String> exceptions = Arrays.stream(variable(environment, "NO_PROXY").orElse("").split(","))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .toList();
        return Optional.of(new EnvironmentProxies(http, https, exceptions, false));
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .or(() -> Optional.ofNullable(environment.get(name.toLowerCase(Locale.ROOT))))
                .filter(value -> !value.isBlank());
    }

    private static Proxy parse(String text) {
        try {
            return requireProxy(URI.create(text.contains("://") ? text : "http://" + text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the proxy of the environment is not a URL such as http://proxy.example:3128", e);
        }
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    static Proxy requireProxy(URI uri) {
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("a proxy is named as http://host:port");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("a proxy that asks for a password is not supported");
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(uri.getHost(), port));
    }

    @Override
    public List<Proxy> select(URI uri) {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        if (isDirect(host)) {
            return List.of(Proxy.NO_PROXY);
        }
        Optional<Proxy> proxy = "https".equals(uri.getScheme()) ? forHttps : forHttp;
        return List.of(proxy.orElse(Proxy.NO_PROXY));
    }

    private boolean isDirect(String host) {
        if (!loopbackToo && (LOOPBACK.contains(host) || host.startsWith("127."))) {
            return true;
        }
        return exceptions.stream().anyMatch(name -> name.equals("*") || host.equals(name) || host.endsWith(suffix(name)));
    }

    private static String suffix(String name) {
        return name.startsWith(".") ? name : "." + name;
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException cause) {
        // Whoever asked for the connection is told.
    }
}
