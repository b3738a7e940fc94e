package dev.stagedoor.storage.local;

import dev.stagedoor.storage.AddressRange;
import dev.stagedoor.storage.PresignBasis;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.PresignLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The terms of a presigned URL that only the door can hold a client to, as signed query parameters; what S3 has a header for
 * ({@code content-length}, {@code content-type}, {@code x-amz-checksum-sha256}, {@code if-none-match}) is a signed header instead.
 *
 * @param id in the ledger
 * @param maxBytes the largest body of an upload
 * @param oneTime succeeds once at most
 * @param fromAddresses where the request must come from; anywhere when empty
 * @param basis what the URL stands on; empty for URLs of before the first version that signs it
 */
public record DoorTerms(
        PresignId id, OptionalLong maxBytes, boolean oneTime, List<AddressRange> fromAddresses, Optional<PresignBasis> basis) {
    /** Most networks in one URL. */
    public static final int MAX_ADDRESS_RANGES = 16;

    private static final String ID = "x-stagedoor-id";
    private static final String MAX_SIZE = "x-stagedoor-max-size";
    private static final String ONE_TIME = "x-stagedoor-one-time";
    private static final String FROM_IP = "x-stagedoor-from-ip";
    private static final String BASIS = "x-stagedoor-by";
    private static final Set<String> NAMES = Set.of(ID, MAX_SIZE, ONE_TIME, FROM_IP, BASIS);
    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,18}");

    /** @throws IllegalArgumentException for more than {@link #MAX_ADDRESS_RANGES} networks */
    public DoorTerms {
        fromAddresses = List.copyOf(fromAddresses);
        if (fromAddresses.size() > MAX_ADDRESS_RANGES) {
            throw tooManyNetworks();
        }
    }

    /** Without a basis. */
    public DoorTerms(PresignId id, OptionalLong maxBytes, boolean oneTime, List<AddressRange> fromAddresses) {
        this(id, maxBytes, oneTime, fromAddresses, Optional.empty());
    }

    /** Of the limits of a URL those that become query parameters. */
    public static DoorTerms of(PresignId id, PresignLimits limits, Optional<PresignBasis> basis) {
        return new DoorTerms(id, limits.maxBytes(), limits.oneTime(), limits.fromAddresses(), basis);
    }

    /** Whether there are limits that become query parameters, and so need an id. */
    static boolean hold(PresignLimits limits) {
        return limits.maxBytes().isPresent() || limits.oneTime() || !limits.fromAddresses().isEmpty();
    }

    private static IllegalArgumentException tooManyNetworks() {
        return new IllegalArgumentException("a URL can name at most " + MAX_ADDRESS_RANGES + " networks to come from");
    }

    /** Names and values, not encoded, in no particular order. */
    public Map<String, String> toQuery() {
        if (maxBytes.isEmpty() && !oneTime && fromAddresses.isEmpty()) {
            return basis.isEmpty() ? Map.of(ID, id.toString()) : Map.of(ID, id.toString(), BASIS, basis.get().toString());
        }
        var query = new LinkedHashMap<String, String>();
        query.put(ID, id.toString());
        maxBytes.ifPresent(bytes -> query.put(MAX_SIZE, Long.toString(bytes)));
        if (oneTime) {
            query.put(ONE_TIME, "true");
        }
        basis.ifPresent(standsOn -> query.put(BASIS, standsOn.toString()));
        if (!fromAddresses.isEmpty()) {
            query.put(FROM_IP, String.join(",", fromAddresses.stream().map(AddressRange::toString).toList()));
        }
        return query;
    }

    /** Whether a query parameter is one of these. */
    public static boolean owns(String parameter) {
        return NAMES.contains(parameter);
    }

    /**
     * Reads what {@link #toQuery} gave, after the signature was found right.
     *
     * @param query signed parameters beside those of the signature; other names are not looked at
     * @return empty when there is no id: such a URL has no terms and is in no ledger
     * @throws IllegalArgumentException when a value is none that {@link #toQuery} gives, or there are terms without an id
     */
    public static Optional<DoorTerms> parse(Map<String, String> query) {
        String id = query.get(ID);
        if (id == null) {
            if (query.keySet().stream().anyMatch(NAMES::contains)) {
                throw new IllegalArgumentException("terms of a presigned URL without its id");
            }
            return Optional.empty();
        }
        return Optional.of(new DoorTerms(
                PresignId.parse(id).orElseThrow(() -> new IllegalArgumentException("a malformed id of a presigned URL")),
                length(query.get(MAX_SIZE)),
                oneTime(query.get(ONE_TIME)),
                addresses(query.get(FROM_IP)),
                Optional.ofNullable(query.get(BASIS)).map(PresignBasis::parse)));
    }

    private static OptionalLong length(@Nullable String text) {
        if (text == null) {
            return OptionalLong.empty();
        }
        if (!LENGTH.matcher(text).matches()) {
            throw new IllegalArgumentException("a malformed size");
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    private static boolean oneTime(@Nullable String text) {
        if (text != null && !text.equals("true")) {
            throw new IllegalArgumentException("a malformed term");
        }
        return text != null;
    }

    private static List<AddressRange> addresses(@Nullable String text) {
        if (text == null) {
            return List.of();
        }
        var ranges = new ArrayList<AddressRange>();
        for (String range : text.split(",", -1)) {
            if (ranges.size() == MAX_ADDRESS_RANGES) {
                throw tooManyNetworks();
            }
            ranges.add(AddressRange.of(range));
        }
        return ranges;
    }
}
