package dev.stagedoor.storage.network;

import dev.stagedoor.signing.term.AddressRange;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which endpoints a stage may name: the setting {@code endpoint_policy}. Whatever it says, link-local addresses, the metadata addresses and
 * names of clouds, and unspecified, multicast and broadcast addresses are refused, also inside IPv6 addresses that carry an IPv4 address.
 * A host is checked twice: its text before anything is sent, and every address it resolves to when a connection is made
 * ({@link #resolve}), so that a name whose address changes in between gains nothing.
 *
 * <p>Every refusal is a {@link StagedoorException} 4000 that names the host and the setting. An address behind a name is not told.
 */
public final class EndpointPolicy {
    private static final Set<String> METADATA_NAMES = Set.of(
            "metadata.google.internal", "metadata.goog", "metadata", "instance-data", "instance-data.ec2.internal");
    private static final Pattern HOST_ENTRY =
            Pattern.compile("(\\*\\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");

    private static final Logger LOG = LoggerFactory.getLogger(EndpointPolicy.class);

    private enum Mode {
        PERMISSIVE,
        STRICT,
        ALLOWLIST
    }

    private final Mode mode;
    private final List<String> hosts;
    private final List<AddressRange> ranges;

    private EndpointPolicy(Mode mode, List<String> hosts, List<AddressRange> ranges) {
        this.mode = mode;
        this.hosts = List.copyOf(hosts);
        this.ranges = List.copyOf(ranges);
    }

    /** Everything that is not refused always; loopback and private addresses too. */
    public static EndpointPolicy permissive() {
        return new EndpointPolicy(Mode.PERMISSIVE, List.of(), List.of());
    }

    /** Public addresses over https only. */
    public static EndpointPolicy strict() {
        return new EndpointPolicy(Mode.STRICT, List.of(), List.of());
    }

    /**
     * Only what is listed.
     *
     * @param entries host names ({@code s3.example.com}), {@code *.example.com} for every name below one, IP addresses, and networks in
     *     CIDR notation; a network lets through literal addresses in it and names all of whose addresses lie in it
     * @throws StagedoorException 2002 for an entry that is none of these
     */
    public static EndpointPolicy allowlist(Collection<String> entries) {
        List<String> hosts = new ArrayList<>();
        List<AddressRange> ranges = new ArrayList<>();
        for (String entry : entries) {
            Optional<AddressRange> range = AddressRange.parse(withoutBrackets(entry));
            range.ifPresentOrElse(ranges::add, () -> hosts.add(hostEntry(entry)));
        }
        return new EndpointPolicy(Mode.ALLOWLIST, hosts, ranges);
    }

    /**
     * Checks an endpoint as it is written. Asks no network: a name passes if it may turn out to be allowed.
     *
     * @param endpoint with scheme and host
     * @throws StagedoorException 4000 when it is refused
     */
    public void check(URI endpoint) {
        String host = normalized(Optional.ofNullable(endpoint.getHost()).orElse(""));
        refuseForbiddenText(host);
        Optional<InetAddress> literal = literal(host);
        literal.ifPresent(address -> checkAddress(host, address, "it is "));
        boolean secure = "https".equalsIgnoreCase(endpoint.getScheme());
        if (mode == Mode.STRICT && !secure) {
            throw refused(host, "with endpoint_policy = strict only https is spoken");
        }
        if (mode == Mode.ALLOWLIST && literal.isEmpty() && !isListed(host) && ranges.isEmpty()) {
            throw notListed(host);
        }
    }

    /**
     * As {@link #check}, and resolves the host too. For libraries that resolve names themselves: what they connect to a moment later may be
     * another address, so whoever can, uses {@link #resolve} instead. A name that resolves to nothing passes.
     *
     * @throws StagedoorException 4000 when it is refused
     */
    public void checkResolved(URI endpoint) {
        check(endpoint);
        try {
            resolve(endpoint.getHost());
        } catch (UnknownHostException nowhere) {
            LOG.debug("{} resolves to nothing", endpoint.getHost());
        }
    }

    /**
     * Resolves a host and checks every address of it, whichever will be connected to. To be called by whoever makes the connection.
     *
     * @throws StagedoorException 4000 when any address is refused
     * @throws UnknownHostException when the name resolves to nothing
     */
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return resolve(host, NameService.SYSTEM);
    }

    InetAddress[] resolve(String host, NameService names) throws UnknownHostException {
        String name = normalized(host);
        refuseForbiddenText(name);
        Optional<InetAddress> literal = literal(name);
        if (literal.isPresent()) {
            checkAddress(name, literal.get(), "it is ");
            return new InetAddress[] {literal.get()};
        }
        InetAddress[] addresses = names.lookup(name);
        for (InetAddress address : addresses) {
            checkAddress(name, address, "it resolves to ");
        }
        return addresses;
    }

    private void checkAddress(String host, InetAddress address, String relation) {
        AddressKind kind = AddressKind.of(address);
        if (kind.isForbidden()) {
            throw refused(host, relation + kind.text() + ", which no endpoint_policy allows");
        }
        if (mode == Mode.STRICT && kind != AddressKind.PUBLIC) {
            throw refused(host, relation + "no public address, and endpoint_policy is strict");
        }
        boolean inRange = ranges.stream().anyMatch(range -> range.contains(address.getAddress()));
        if (mode == Mode.ALLOWLIST && !inRange && !isListed(host)) {
            throw notListed(host);
        }
    }

    private void refuseForbiddenText(String host) {
        if (host.isEmpty()) {
            throw refused(host, "it is no host name that endpoint_policy could check");
        }
        if (METADATA_NAMES.contains(host)) {
            throw refused(host, "it is a cloud's metadata service, which no endpoint_policy allows");
        }
        if (isOddNumber(host)) {
            throw refused(host, "no endpoint_policy allows such a spelling: write the address as four decimal numbers");
        }
    }

    private boolean isListed(String host) {
        return hosts.stream()
                .anyMatch(entry -> entry.startsWith("*.") ? host.endsWith(entry.substring(1)) : host.equals(entry));
    }

    /** IPv4 as the C library reads it and people do not: one to four numbers, decimal, octal or hexadecimal. */
    private static boolean isOddNumber(String host) {
        try {
            return !Inet4Address.ofPosixLiteral(host).getHostAddress().equals(host);
        } catch (IllegalArgumentException notANumber) {
            return false;
        }
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException name) {
            return Optional.empty();
        }
    }

    private static String hostEntry(String entry) {
        String host = normalized(entry);
        if (!HOST_ENTRY.matcher(host).matches() || isOddNumber(host)) {
            throw new StagedoorException(ErrorCode.INVALID_CONFIG,
                    "endpoint_allowlist: '" + shown(entry) + "' is no host name, address or network; write s3.example.com,"
                            + " *.example.com, 10.1.2.3 or 10.0.0.0/8");
        }
        return host;
    }

    private static String normalized(String host) {
        String lower = withoutBrackets(host).toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static StagedoorException notListed(String host) {
        return refused(host, "endpoint_policy is allowlist, and endpoint_allowlist does not hold it");
    }

    private static StagedoorException refused(String host, String why) {
        return new StagedoorException(
                ErrorCode.STORAGE_OTHER, "invalid input parameter (endpoint host '" + shown(host) + "' is refused: " + why + ")");
    }

    private static String shown(String host) {
        String start = host.length() <= 80 ? host : host.substring(0, 80) + "…";
        return start.replaceAll("\\p{Cntrl}", "\uFFFD");
    }
}
