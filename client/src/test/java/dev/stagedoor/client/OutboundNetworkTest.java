package dev.stagedoor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OutboundNetworkTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "HTTP_PROXY", "http://localhost:1", "https_proxy", "localhost:2", "NO_PROXY", "inside.example, .corp");

    @ParameterizedTest
    @CsvSource({
        "http://outside.example/,        1",
        "https://outside.example/,       2",
        "https://inside.example/,        0",
        "https://deep.inside.example/,   0",
        "https://notinside.example/,     2",
        "https://a.corp/,                0",
        "http://127.0.0.1:8000/,         0",
        "http://localhost/,              0",
    })
    void environment_chooses_the_proxy(URI url, int port) {
        ProxySelector proxies = EnvironmentProxies.of(ENVIRONMENT).orElseThrow();
        Proxy chosen = proxies.select(url).getFirst();
        int actual = chosen.address() instanceof InetSocketAddress address ? address.getPort() : 0;
        assertThat(actual).isEqualTo(port);
    }

    @Test
    void proxy_of_the_command_line_is_for_all_connections() {
        ProxySelector proxies = EnvironmentProxies.always(URI.create("http://localhost:3"));
        assertThat(proxies.select(URI.create("http://127.0.0.1/")).getFirst().type()).isEqualTo(Proxy.Type.HTTP);
    }

    @Test
    void what_is_no_proxy_is_refused() {
        Optional<URI> socks = Optional.of(URI.create("socks://h:1"));
        assertThatThrownBy(() -> new OutboundNetwork(socks, Optional.empty(), Map.of())).hasMessage("a proxy is named as http://host:port");
        Optional<URI> password = Optional.of(URI.create("http://u:secret@h:1"));
        assertThatThrownBy(() -> new OutboundNetwork(password, Optional.empty(), Map.of())).hasMessageNotContaining("secret");
    }

    @Test
    void certificates_that_are_none_are_told(@TempDir Path directory) throws Exception {
        Path empty = Files.writeString(directory.resolve("ca.pem"), "");
        var network = new OutboundNetwork(Optional.empty(), Optional.of(empty), Map.of());
        assertThatThrownBy(network::open).isInstanceOf(IllegalArgumentException.class).hasMessage(empty + " has no certificate in PEM");
    }
}
