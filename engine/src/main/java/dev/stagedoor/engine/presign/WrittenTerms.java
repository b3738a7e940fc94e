package dev.stagedoor.engine.presign;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.term.AddressRange;
import dev.stagedoor.signing.term.FromAddresses;
import dev.stagedoor.signing.term.Sha256;
import dev.stagedoor.storage.PresignTerms;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads what stands after {@code =} in the terms of PRESIGN. Whatever cannot be meant is refused with 1006 and what can. */
public final class WrittenTerms {
    private static final long MAX_EXPIRE_SECONDS = PresignTerms.MAX_EXPIRE.toSeconds();
    private static final BigDecimal MAX_EXPIRE = BigDecimal.valueOf(MAX_EXPIRE_SECONDS);

    private WrittenTerms() {}

    /**
     * A number of seconds.
     *
     * @param option whose value it is
     */
    public static Duration expire(String option, BigDecimal seconds) {
        boolean inBounds = seconds.compareTo(BigDecimal.ONE) >= 0 && seconds.compareTo(MAX_EXPIRE) <= 0;
        if (!inBounds || seconds.stripTrailingZeros().scale() > 0) {
            throw bad(option + " must be a whole number of seconds from 1 to " + MAX_EXPIRE_SECONDS + " (7 days), not "
                    + ShownText.of(seconds.toString()));
        }
        return Duration.ofSeconds(seconds.longValueExact());
    }

    /** A header value, which any client sends back verbatim. */
    static void checkContentType(String contentType) {
        if (!PresignRules.isContentType(contentType)) {
            throw bad("CONTENT_TYPE must be 1 to " + PresignRules.MAX_CONTENT_TYPE_CHARS
                    + " visible ASCII characters, as in 'application/octet-stream', without spaces around them");
        }
    }

    /** A SHA-256 in base64 (RFC 4648, section 4, with padding), or in hexadecimal as {@code sha256sum} prints it. */
    static Sha256 sha256(String text) {
        return Sha256.read(text)
                .orElseThrow(() -> bad("CHECKSUM_SHA256 must be a SHA-256 in " + Sha256.forms() + ", not '" + ShownText.of(text) + "'."));
    }

    /** Addresses and networks between commas; spaces around them do not count. */
    static FromAddresses addresses(String text) {
        List<AddressRange> ranges = new ArrayList<>();
        for (String written : text.split(",", FromAddresses.MAX_RANGES + 1)) {
            String range = written.strip();
            if (ranges.size() == FromAddresses.MAX_RANGES) {
                throw bad("FROM_IP names at most " + FromAddresses.MAX_RANGES + " addresses and networks.");
            }
            ranges.add(AddressRange.parse(range)
                    .orElseThrow(
                            () -> bad("FROM_IP takes IP addresses and networks with commas between them, as in '192.0.2.7, 10.0.0.0/8' or "
                            + "'2001:db8::/32', not '" + ShownText.of(range) + "'.")));
        }
        return new FromAddresses(ranges);
    }

    private static StagedoorException bad(String sentence) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, sentence);
    }
}
