package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.server.authentication.User;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.signing.term.AddressRange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {
    private static final Users ANN = new Users(List.of(new User("ann", Optional.of(PasswordHashes.hash("x")))));
    private static final Optional<URI> NONE = Optional.empty();

    private static String origin(ServerOptions options, String headers) throws IOException {
        try (var running = new ScriptedServer(options, ANN);
                var raw = new RawConnection(running.address)) {
            raw.write("POST /v1/query HTTP/1.1\r\n" + headers + "Connection: close\r\nContent-Type: application/json\r\nAuthorization: "
                    + Client.basic("ann", "x") + "\r\nContent-Length: 16\r\n\r\n{\"sql\":\"origin\"}");
            String answer = raw.readAll();
            int data = answer.indexOf("\"data\":[[\"");
            return data < 0 ? answer.substring(9, 12) : answer.substring(data + 10, answer.indexOf('"', data + 10));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8000", "localhost", "stage.example:1", "[::1]:8000", "my-host.local", "my_service:8000"})
    void without_a_public_url_it_is_the_host_the_client_named(String host) throws IOException {
        assertThat(origin(Options.LOCAL, "Host: " + host + "\r\n")).isEqualTo("http://" + host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b", "host/path", "user@host", "host:0", "host:65536", "host:x", "a\"b", "h%41", "[::1", "[zz]", "a<b>", "host:", "é",
            })
    void a_host_that_no_url_can_be_made_of_is_400(String host) throws IOException {
        assertThat(origin(Options.LOCAL, "Host: " + host + "\r\n")).isEqualTo("400");
    }

    @Test
    void a_public_url_goes_before_everything() throws IOException {
        var options = Options.listen(Optional.of(URI.create("https://stage.example")), List.of(AddressRange.of("127.0.0.0/8")));
        assertThat(origin(options, "Host: x\r\nX-Forwarded-Host: y\r\n")).isEqualTo("https://stage.example");
    }

    @Test
    void forwarded_headers_of_strangers_do_not_count() throws IOException {
        var options = Options.listen(NONE, List.of(AddressRange.of("10.0.0.0/8")));
        assertThat(origin(options, "Host: x:1\r\nX-Forwarded-Host: evil\r\nX-Forwarded-Proto: https\r\n")).isEqualTo("http://x:1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // nginx with proxy_set_header Host $host, which has no port
        "Host: x~X-Forwarded-Proto: https~X-Forwarded-Port: 8443                       | https://x:8443",
        "Host: x~X-Forwarded-Proto: https~X-Forwarded-Port: 443                        | https://x",
        "Host: x~X-Forwarded-Proto: http~X-Forwarded-Port: 80                          | http://x",
        "Host: x~X-Forwarded-Proto: http~X-Forwarded-Port: 443                         | http://x:443",
        "Host: x~X-Forwarded-Port: 8080                                                | http://x:8080",
        "Host: [::1]~X-Forwarded-Proto: https~X-Forwarded-Port: 8443                   | https://[::1]:8443",
        // the client's host with its port is passed on: the port of the proxy may be another one, in front of which something maps ports
        "Host: x:8443~X-Forwarded-Proto: https~X-Forwarded-Port: 443                   | https://x:8443",
        // Apache httpd names the client's host there, with its port, and itself in Host
        "Host: 127.0.0.1:8000~X-Forwarded-Host: x:8443~X-Forwarded-Proto: https        | https://x:8443",
        "Host: backend~X-Forwarded-Host: x~X-Forwarded-Proto: https~X-Forwarded-Port: 444 | https://x:444",
        // proxies in a row append
        "Host: x~X-Forwarded-Proto: https, http                                        | https://x",
        "Host: x~X-Forwarded-Proto: https,http,http~X-Forwarded-Port: 8443, 80, 80     | https://x:8443",
        "Host: x~X-Forwarded-Proto: https~X-Forwarded-Proto: http                      | https://x",
        "Host: x~X-Forwarded-Proto: , HTTPS                                            | https://x",
        "Host: in~X-Forwarded-For: 203.0.113.9, 127.0.0.1~X-Forwarded-Host: out, mid   | http://out",
        "Host: in~X-Forwarded-For: 203.0.113.9, 127.0.0.1~X-Forwarded-Host: out        | http://out",
        // what the client began the list with
        "Host: in~X-Forwarded-For: 203.0.113.9~X-Forwarded-Host: evil, out             | http://out",
        "Host: in~X-Forwarded-For: 203.0.113.9, 127.0.0.1~X-Forwarded-Host: evil, out, mid | http://out",
        "Host: in~X-Forwarded-Host: evil, out:444                                      | http://out:444",
        "Host: in~X-Forwarded-Host: a~X-Forwarded-Host: b                              | http://b",
        // what a client wrote and proxies pass on
        "Host: x~Forwarded: for=203.0.113.9;host=evil;proto=https                      | http://x",
        "Host: x~X-Forwarded-Proto: ftp                                                | 400",
        "Host: x~X-Forwarded-Port: 0                                                   | 400",
        "Host: x~X-Forwarded-Port: 8443@evil                                           | 400",
        "Host: x~X-Forwarded-Port: 65536                                               | 400",
    })
    void forwarded_headers_of_our_proxy_count(String headers, String origin) throws IOException {
        var options = Options.listen(NONE, List.of(AddressRange.of("127.0.0.1")));
        assertThat(origin(options, headers.replace("~", "\r\n") + "\r\n")).isEqualTo(origin);
    }

    @Test
    void forwarded_port_of_a_stranger_does_not_count() throws IOException {
        assertThat(origin(Options.LOCAL, "Host: x\r\nX-Forwarded-Port: 8443\r\n")).isEqualTo("http://x");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.168.4.0/22, 192.168.7.9, true",
        "192.168.4.0/22, 192.168.8.1, false",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, ::1, false",
        "fd00::/8, fd12::1, true",
        "::1, ::1, true",
        "127.0.0.1, 127.0.0.2, false",
    })
    void an_address_range_holds_what_shares_its_prefix(String range, String address, boolean inside) {
        assertThat(AddressRange.of(range).contains(InetAddress.ofLiteral(address))).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "/8"})
    void what_is_no_address_range_is_refused_with_a_sentence(String text) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> AddressRange.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not an IP address or a network");
    }
}
