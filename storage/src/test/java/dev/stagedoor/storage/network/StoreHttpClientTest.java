package dev.stagedoor.storage.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.stagedoor.errors.StagedoorException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

class StoreHttpClientTest {
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:" + port() + "/elsewhere");
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/redirect") ? 307 : 200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void redirect_is_answered_and_not_followed() throws IOException {
        assertThat(status(EndpointPolicy.permissive(), NameService.SYSTEM, "http://127.0.0.1:" + port() + "/redirect")).isEqualTo(307);
        assertThat(requests).hasValue(1);
    }

    @Test
    void name_is_resolved_through_the_policy() throws IOException {
        NameService loopback = name -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};

        assertThat(status(EndpointPolicy.permissive(), loopback, "http://bucket.example:" + port() + "/")).isEqualTo(200);
        assertThat(requests).hasValue(1);
    }

    @Test
    void name_whose_address_changed_since_it_was_checked_is_not_connected_to() throws IOException {
        List<String> answers = List.of("127.0.0.1", "169.254.169.254");
        AtomicInteger lookups = new AtomicInteger();
        NameService rebinding = name -> new InetAddress[] {InetAddress.ofLiteral(answers.get(lookups.getAndIncrement()))};
        EndpointPolicy.permissive().resolve("rebinding.example", rebinding);

        assertThatThrownBy(() -> status(EndpointPolicy.permissive(), rebinding, "http://rebinding.example:" + port() + "/"))
                .isInstanceOf(StagedoorException.class)
                .hasMessageContaining("it resolves to a cloud metadata address");
        assertThat(lookups).hasValue(2);
    }

    @Test
    void literal_addresses_are_checked_too() {
        assertThatThrownBy(() -> status(EndpointPolicy.permissive(), NameService.SYSTEM, "http://169.254.169.254/latest/meta-data/"))
                .isInstanceOf(StagedoorException.class);
        assertThatThrownBy(() -> status(EndpointPolicy.strict(), NameService.SYSTEM, "https://127.0.0.1:" + port() + "/"))
                .isInstanceOf(StagedoorException.class);
        assertThat(requests).hasValue(0);
    }

    @Test
    void resolver_is_asked_for_the_address_of_every_connection() {
        NameService elsewhere = name -> new InetAddress[] {InetAddress.ofLiteral("10.0.0.1")};

        assertThatThrownBy(
                () -> status(EndpointPolicy.allowlist(List.of("127.0.0.0/8")), elsewhere, "http://named.example:" + port() + "/"))
                .isInstanceOf(StagedoorException.class)
                .hasMessageContaining("endpoint_allowlist");
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private static int status(EndpointPolicy policy, NameService names, String url) throws IOException {
        try (StoreHttpClient client = StoreHttpClient.create(policy, HttpLimits.DEFAULT, names)) {
            SdkHttpRequest request = SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(URI.create(url)).build();
            HttpExecuteResponse response = client.prepareRequest(HttpExecuteRequest.builder().request(request).build()).call();
            return response.httpResponse().statusCode();
        }
    }
}
