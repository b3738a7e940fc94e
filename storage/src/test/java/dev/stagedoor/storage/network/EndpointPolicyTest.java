package dev.stagedoor.storage.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointPolicyTest {
    private static final EndpointPolicy EVERYTHING = EndpointPolicy.allowlist(List.of("0.0.0.0/0", "::/0", "*.internal", "metadata"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254", "169.254.0.1", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16",
                "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.255", "255.255.255.255",
                "[::]", "[fe80::1]", "[febf::1]", "[ff02::1]", "[fd00:ec2::254]", "[fd00:ec2::23]", "[fd20:ce::254]",
                "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[::ffff:0:a9fe:a9fe]", "[::a9fe:a9fe]",
                "[64:ff9b::a9fe:a9fe]", "[64:ff9b::169.254.169.254]", "[64:ff9b:1::a9fe:a9fe]", "[64:ff9b:1:a9fe:a9:fe00::]",
                "[2002:a9fe:a9fe::1]", "[2001:0:1234::5601:5601]", "[2001:db8::5efe:a9fe:a9fe]", "[2001:db8::200:5efe:a9fe:a9fe]",
                "[64:ff9b::6464:64c8]",
                "2852039166", "0xa9fea9fe", "0xA9.254.0251.0376", "169.254.43518", "0251.0376.0251.0376", "169.16689662", "127.1",
                "0177.0.0.1",
                "metadata.google.internal", "METADATA.google.internal.", "metadata", "instance-data", "169.254.169.254."
            })
    void metadata_and_link_local_hosts_are_refused_whatever_the_policy(String host) {
        for (EndpointPolicy policy : List.of(EndpointPolicy.permissive(), EndpointPolicy.strict(), EVERYTHING)) {
            assertRefused(policy, host);
            assertThatThrownBy(() -> policy.resolve(host)).isInstanceOf(StagedoorException.class).hasMessageContaining("endpoint_policy");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"169.254.169.254", "fe80::1", "fd00:ec2::254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::",
                "0.0.0.0", "224.0.0.1", "100.100.100.200"})
    void name_that_resolves_there_is_refused_even_beside_a_good_address(String address) {
        NameService rebinding = name -> new InetAddress[] {InetAddress.ofLiteral("52.95.110.1"), InetAddress.ofLiteral(address)};

        for (EndpointPolicy policy : List.of(EndpointPolicy.permissive(), EndpointPolicy.strict(), EVERYTHING)) {
            assertThatThrownBy(() -> policy.resolve("harmless.example", rebinding))
                    .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_OTHER))
                    .hasMessageContaining("'harmless.example'")
                    .hasMessageContaining("it resolves to")
                    .hasMessageNotContaining(address);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "100.64.0.1", "[::1]", "[fd12::1]", "localhost",
                    "s3.amazonaws.com",
                "8.8.8.8", "[64:ff9b::808:808]"})
    void permissive_allows_the_rest_over_http(String host) {
        assertThatCode(() -> EndpointPolicy.permissive().check(URI.create("http://" + host + ":9000"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "10.1.2.3", "192.168.1.1", "172.31.255.255", "100.127.0.1", "198.18.0.1", "192.0.2.1", "203.0.113.9",
                    "240.0.0.1",
                "[::1]", "[fd12::1]", "[fec0::1]", "[2001:db8::1]", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "[2002:a00:1::]", "[100::1]"})
    void strict_refuses_addresses_that_are_not_public(String host) {
        assertRefused(EndpointPolicy.strict(), host);
    }

    @Test
    void strict_refuses_names_that_resolve_to_private_addresses() throws UnknownHostException {
        NameService inside = name -> new InetAddress[] {InetAddress.ofLiteral("10.0.0.7")};
        NameService outside = name -> new InetAddress[] {InetAddress.ofLiteral("52.95.110.1")};

        assertThatThrownBy(() -> EndpointPolicy.strict().resolve("db.example", inside))
                .hasMessage("invalid input parameter (endpoint host 'db.example' is refused: it resolves to no public address, and"
                        + " endpoint_policy is strict)");
        assertThat(EndpointPolicy.strict().resolve("s3.example", outside)).hasSize(1);
    }

    @Test
    void strict_speaks_https_only() {
        EndpointPolicy.strict().check(URI.create("https://s3.us-east-2.amazonaws.com"));
        EndpointPolicy.strict().check(URI.create("https://52.95.110.1"));

        assertThatThrownBy(() -> EndpointPolicy.strict().check(URI.create("http://s3.amazonaws.com")))
                .hasMessage("invalid input parameter (endpoint host 's3.amazonaws.com' is refused: with endpoint_policy = strict only https"
                        + " is spoken)");
    }

    @ParameterizedTest
    @CsvSource({
        "s3.example.com, true",
        "S3.Example.com., true",
        "other.example.com, false",
        "s3.example.com.evil.org, false",
        "a.minio.local, true",
        "a.b.minio.local, true",
        "minio.local, false",
        "notminio.local, false",
        "10.200.3.4, true",
        "11.0.0.1, false",
        "192.168.7.7, true",
        "192.168.7.8, false",
        "[fd12::5], true",
        "[fd13::5], false",
    })
    void allowlist_lets_through_what_it_holds(String host, boolean allowed) {
        EndpointPolicy policy =
                EndpointPolicy.allowlist(List.of("s3.example.com", "*.minio.local", "10.0.0.0/8", "192.168.7.7", "fd12::/16"));
        NameService elsewhere = name -> new InetAddress[] {InetAddress.ofLiteral("52.95.110.1")};

        if (allowed) {
            policy.check(URI.create("http://" + host));
            assertThatCode(() -> policy.resolve(host, elsewhere)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> policy.resolve(host, elsewhere))
                    .isInstanceOf(StagedoorException.class)
                    .hasMessageContaining("endpoint_policy is allowlist, and endpoint_allowlist does not hold it");
        }
    }

    @Test
    void network_in_the_allowlist_lets_through_names_that_resolve_into_it() throws UnknownHostException {
        EndpointPolicy policy = EndpointPolicy.allowlist(List.of("10.0.0.0/8"));

        policy.check(URI.create("http://minio"));
        assertThat(policy.resolve("minio", name -> new InetAddress[] {InetAddress.ofLiteral("10.1.1.1")})).hasSize(1);
        assertThatThrownBy(() -> policy.resolve(
                        "minio", name -> new InetAddress[] {InetAddress.ofLiteral("10.1.1.1"), InetAddress.ofLiteral("11.1.1.1")}))
                .isInstanceOf(StagedoorException.class);
    }

    @Test
    void name_outside_a_list_of_names_is_refused_before_any_look_up() {
        EndpointPolicy policy = EndpointPolicy.allowlist(List.of("s3.example.com"));

        assertRefused(policy, "evil.example.com");
        assertRefused(policy, "10.0.0.1");
        assertRefused(EndpointPolicy.allowlist(List.of()), "s3.example.com");
    }

    @ParameterizedTest
    @ValueSource(strings =
            {"", "*", "*.", "a b", "http://host", "host:9000", "10.0.0.0/33", "10.0.0/8", "a..b", "-a", "a.*.b", "0x7f000001", "127.1"})
    void entry_of_the_allowlist_that_is_none_is_refused(String entry) {
        assertThatThrownBy(() -> EndpointPolicy.allowlist(List.of(entry)))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessageContaining("endpoint_allowlist");
    }

    @Test
    void an_unknown_name_is_not_a_refusal() {
        NameService nothing = name -> {
            throw new UnknownHostException(name);
        };

        assertThatThrownBy(() -> EndpointPolicy.permissive().resolve("nowhere.invalid", nothing)).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void kinds_of_addresses_do_not_depend_on_the_way_they_are_carried() {
        Stream.of("::ffff:0:%s", "64:ff9b::%s").forEach(form -> {
            assertThat(AddressKind.of(InetAddress.ofLiteral(form.formatted("7f00:1")))).isEqualTo(AddressKind.NOT_PUBLIC);
            assertThat(AddressKind.of(InetAddress.ofLiteral(form.formatted("a9fe:1")))).isEqualTo(AddressKind.LINK_LOCAL);
            assertThat(AddressKind.of(InetAddress.ofLiteral(form.formatted("e000:1")))).isEqualTo(AddressKind.MULTICAST);
        });
        assertThat(AddressKind.of(InetAddress.ofLiteral("2a00:1450::1"))).isEqualTo(AddressKind.PUBLIC);
    }

    private static void assertRefused(EndpointPolicy policy, String host) {
        assertThatThrownBy(() -> policy.check(URI.create("https://" + host)))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_OTHER))
                .hasMessageStartingWith("invalid input parameter (endpoint host '")
                .hasMessageContaining("endpoint_policy");
    }
}
