package dev.stagedoor.signing;

import dev.stagedoor.signing.s3v4.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.arbitraries.StringArbitrary;

/** Something to sign with ours and with the vendor's SDK. */
public record PresignCase(
        HttpMethod method, String key, Optional<String> contentType, String secret, Optional<String> token, long expireSeconds,
        Instant now) {
    public static PresignCase put(String key) {
        return new PresignCase(HttpMethod.PUT, key, Optional.empty(), "secret", Optional.empty(), 3600,
                Instant.parse("2026-11-22T10:00:00Z"));
    }

    /** Keys of every legal code point, content types of every legal character, secrets of any length, tokens as STS makes them. */
    public static Arbitrary<PresignCase> any(long maxExpireSeconds) {
        StringArbitrary base64 = Arbitraries.strings().alpha().numeric().withChars('+', '/', '=', '-', '_', '.');
        StringArbitrary printable = Arbitraries.strings().withCharRange(' ', '~');
        StringArbitrary visible = Arbitraries.strings().withCharRange('!', '~');
        return Combinators.combine(
                        Arbitraries.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT),
                        Keys.keys(),
                        printable.ofMinLength(1).ofMaxLength(40).map(String::strip).filter(type -> !type.isEmpty()).optional(0.5),
                        visible.ofMinLength(1).ofMaxLength(100),
                        base64.ofMinLength(1).ofMaxLength(300).optional(0.4),
                        Arbitraries.longs().between(1, maxExpireSeconds),
                        Arbitraries.longs().between(1, 4_102_444_800L).map(Instant::ofEpochSecond))
                .as((method, key, type, secret, token, expire, now) -> new PresignCase(
                        method, key, method == HttpMethod.PUT ? type : Optional.empty(), secret, token, expire, now));
    }

    public Instant expiresAt() {
        return now.plusSeconds(expireSeconds);
    }

    public AccessKey accessKey() {
        return new AccessKey("AKIDEXAMPLE", Secret.of(secret), token.map(Secret::of));
    }

    public PresignedRequest presign(ObjectSigner signer) {
        return presign(signer, Duration.ofSeconds(expireSeconds), now);
    }

    /** For an SDK that has read the clock itself. */
    public PresignedRequest presign(ObjectSigner signer, Duration expire, Instant signedAt) {
        return signer.presign(method, key, expire, contentType, signedAt);
    }
}
