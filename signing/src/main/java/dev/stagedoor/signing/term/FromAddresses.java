package dev.stagedoor.signing.term;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code FROM_IP}: the request must come from one of these networks.
 *
 * @param ranges 1 to {@link #MAX_RANGES}
 */
public record FromAddresses(List<AddressRange> ranges) implements Term {
    /** Most networks in one URL. */
    public static final int MAX_RANGES = 16;

    /** @throws IllegalArgumentException for none, or more than {@link #MAX_RANGES} */
    public FromAddresses {
        ranges = List.copyOf(ranges);
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("a URL that names networks names one at least");
        }
        if (ranges.size() > MAX_RANGES) {
            throw tooMany();
        }
    }

    static FromAddresses parse(String parameter) {
        var ranges = new ArrayList<AddressRange>();
        for (String range : parameter.split(",", -1)) {
            if (ranges.size() == MAX_RANGES) {
                throw tooMany();
            }
            ranges.add(AddressRange.of(range));
        }
        return new FromAddresses(ranges);
    }

    private static IllegalArgumentException tooMany() {
        return new IllegalArgumentException("a URL can name at most " + MAX_RANGES + " networks to come from");
    }

    public boolean contains(InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    @Override
    public TermName name() {
        return TermName.FROM_IP;
    }

    @Override
    public TermValue told() {
        return new TermValue.Texts(ranges.stream().map(AddressRange::toString).toList());
    }

    @Override
    public Optional<String> parameter() {
        return Optional.of(ranges.stream().map(AddressRange::toString).collect(Collectors.joining(",")));
    }
}
