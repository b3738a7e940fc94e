package dev.stagedoor.storage.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * Makes listings readable that a store wrote carelessly. RADOS Gateway 16 percent-encodes the keys as it was asked to, but repeats the
 * prefix and the place to go on from as they are: characters that XML forbids then break the whole answer, and a {@code %} breaks the
 * decoding. We need neither repeated, so the first are replaced and the second dropped.
 */
final class ListingAnswers implements ExecutionInterceptor {
    /** A thousand keys of a kibibyte, each byte percent-encoded and each ampersand spelled out, and what stands around them. */
    private static final int MAX_PAGE_BYTES = 16 << 20;

    private static final ExecutionAttribute<Boolean> CHANGED = new ExecutionAttribute<>("StagedoorChangedListing");

    @Override
    public Optional<InputStream> modifyHttpResponseContent(Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        if (!(context.request() instanceof ListObjectsV2Request) || context.responseBody().isEmpty()) {
            return context.responseBody();
        }
        byte[] page;
        try {
            page = context.responseBody().get().readNBytes(MAX_PAGE_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        attributes.putAttribute(CHANGED, clean(page));
        return Optional.of(new ByteArrayInputStream(page));
    }

    @Override
    public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
        if (!(context.response() instanceof ListObjectsV2Response listing)) {
            return context.response();
        }
        if (Boolean.TRUE.equals(attributes.getAttribute(CHANGED)) && listing.encodingType() != EncodingType.URL) {
            // It may have been a key.
            throw SdkClientException.create(
                    "a key in the listing holds characters that XML cannot carry, and the store does not encode them");
        }
        return listing.toBuilder().prefix(null).startAfter(null).delimiter(null).build();
    }

    /**
     * Replaces, in UTF-8, the characters that XML 1.0 forbids, and the references to them.
     *
     * @return whether there was one
     */
    private static boolean clean(byte[] page) {
        boolean changed = false;
        for (int i = 0; i < page.length; i++) {
            byte b = page[i];
            if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r') {
                page[i] = '?';
                changed = true;
            } else if (b == (byte) 0xEF && i + 2 < page.length && page[i + 1] == (byte) 0xBF && (page[i + 2] & 0xFE) == 0xBE) {
                page[i + 2] = (byte) 0xBD; // U+FFFE and U+FFFF become U+FFFD
                changed = true;
            } else if (b == '&' && refersToForbidden(page, i)) {
                page[i] = '?';
                changed = true;
            }
        }
        return changed;
    }

    /** Whether here is {@code &#x1;} or another reference to a control character, in hexadecimal of up to four digits. */
    private static boolean refersToForbidden(byte[] page, int at) {
        if (at + 3 >= page.length || page[at + 1] != '#' || page[at + 2] != 'x') {
            return false;
        }
        int value = 0;
        for (int i = at + 3; i < Math.min(page.length, at + 8); i++) {
            if (page[i] == ';') {
                return (value < ' ' && value != '\t' && value != '\n' && value != '\r') || value >= 0xFFFE;
            }
            int digit = Character.digit(page[i], 16);
            if (digit < 0) {
                return false;
            }
            value = 16 * value + digit;
        }
        return false;
    }
}
