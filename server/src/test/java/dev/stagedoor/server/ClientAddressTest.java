package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.signing.term.AddressRange;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
    private static ScriptedServer behindProxies;

    @BeforeAll
    static void start() {
        var proxies = List.of(AddressRange.of("127.0.0.1"), AddressRange.of("10.0.0.0/8"), AddressRange.of("fd00::/8"));
        behindProxies = new ScriptedServer(Options.listen(Optional.empty(), proxies), Options.GUARDED);
    }

    @AfterAll
    static void stop() {
        behindProxies.close();
    }

    private static String address(ScriptedServer server, String headers) throws IOException {
        try (var raw = new RawConnection(server.address)) {
            raw.write("POST /v1/query HTTP/1.1\r\nHost: localhost\r\n" + headers + "Connection: close\r\nContent-Type: application/json\r\n"
                    + "Authorization: " + Client.ROOT + "\r\nContent-Length: 15\r\n\r\n{\"sql\":\"where\"}");
            String answer = raw.readAll();
            int data = answer.indexOf("\"data\":[[\"");
            return answer.substring(data + 10, answer.indexOf('"', data + 10));
        }
    }

    @Test
    void what_a_stranger_says_of_its_address_does_not_count() throws IOException {
        try (var direct = new ScriptedServer(Options.LOCAL, Options.GUARDED)) {
            assertThat(address(direct, "X-Forwarded-For: 203.0.113.9\r\n")).isEqualTo("127.0.0.1");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "203.0.113.9                                | 203.0.113.9",
        "198.51.100.1, 203.0.113.9                  | 203.0.113.9",
        "198.51.100.1, 203.0.113.9, 10.1.2.3        | 203.0.113.9",
        "198.51.100.1, 203.0.113.9,10.1.2.3,fd00::1 | 203.0.113.9",
        "10.1.2.3, 10.1.2.4                         | 10.1.2.3",
        "2001:db8::1                                | 2001:db8:0:0:0:0:0:1",
        "::ffff:203.0.113.9                         | 203.0.113.9",
        "203.0.113.9:4711                           | 203.0.113.9",
        "[2001:db8::1]:4711                         | 2001:db8:0:0:0:0:0:1",
        "[2001:db8::1]                              | 2001:db8:0:0:0:0:0:1",
    })
    void behind_our_proxies_it_is_the_last_address_that_is_none_of_them(String forwarded, String address) throws IOException {
        assertThat(address(behindProxies, "X-Forwarded-For: " + forwarded + "\r\n")).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "unknown                     | 127.0.0.1",
        "203.0.113.9, unknown        | 127.0.0.1",
        "203.0.113.9, , 10.1.2.3     | 10.1.2.3",
        "203.0.113.9, 1              | 127.0.0.1",
        "203.0.113.9, 010.0.0.1      | 127.0.0.1",
        "203.0.113.9, example.com    | 127.0.0.1",
        "203.0.113.9, fe80::1%eth0   | 127.0.0.1",
        "203.0.113.9, [              | 127.0.0.1",
        "203.0.113.9,                | 127.0.0.1",
        ",                           | 127.0.0.1",
    })
    void what_is_no_address_ends_the_search_at_the_proxy_that_said_it(String forwarded, String address) throws IOException {
        assertThat(address(behindProxies, "X-Forwarded-For: " + forwarded + "\r\n")).isEqualTo(address);
    }

    @Test
    void several_header_lines_are_one_list() throws IOException {
        assertThat(address(behindProxies, "X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: 10.1.1.1\r\n"))
                .isEqualTo("203.0.113.9");
        assertThat(address(behindProxies, "")).isEqualTo("127.0.0.1");
    }
}
