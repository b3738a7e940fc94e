package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.term.AddressRange;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PresignTerms;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Presigned URLs through proxies that do not pass the client's Host header on as it was. */
class RewrittenHostTest {
    private static final URI PUBLIC = URI.create("https://stage.example:8443");

    @TempDir
    private Path data;

    private static String status(DoorServer door, URI url, String headers) throws IOException {
        try (var raw = new RawConnection(door.address)) {
            raw.write("PUT " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\n" + headers
                    + "Content-Length: 2\r\nConnection: close\r\n\r\nok");
            return raw.readHead().substring(9, 12);
        }
    }

    private static URI presign(DoorServer door, URI origin) {
        return URI.create(door.store.presign(HttpMethod.PUT, new ObjectKey("f"),
                new PresignTerms(Duration.ofHours(1), Optional.empty(), origin)).url());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: stage.example:8443\r\n", "Host: stage.example\r\n", "Host: 127.0.0.1:8000\r\n", "Host: backend\r\n"})
    void url_of_the_public_address_is_good_whatever_host_the_proxy_names(String host) throws IOException {
        try (var door = new DoorServer(data, Options.listen(Optional.of(PUBLIC), List.of()))) {
            assertThat(status(door, presign(door, PUBLIC), host)).isEqualTo("200");
        }
    }

    @Test
    void url_of_another_address_is_good_there_alone() throws IOException {
        try (var door = new DoorServer(data, Options.listen(Optional.of(PUBLIC), List.of()))) {
            URI url = presign(door, URI.create("http://inside:8000"));
            assertThat(status(door, url, "Host: inside:8000\r\n")).isEqualTo("200");
            assertThat(status(door, url, "Host: stage.example:8443\r\n")).isEqualTo("403");
        }
    }

    @Test
    void port_that_the_proxy_took_off_the_host_is_put_on_again() throws IOException {
        try (var door = new DoorServer(data, Options.listen(Optional.empty(), List.of(AddressRange.of("127.0.0.1"))))) {
            URI url = presign(door, PUBLIC);
            assertThat(status(door, url, "Host: stage.example\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 8443\r\n")).isEqualTo("200");
            assertThat(status(door, url, "Host: stage.example\r\n")).isEqualTo("403");
        }
    }
}
