package dev.stagedoor.catalog;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.term.RuleName;
import dev.stagedoor.signing.term.TermValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What every URL of a stage is bound to, and every upload through the server. A statement may ask for narrower terms, never for wider ones.
 *
 * @param maxExpire at most seven days, in whole seconds
 * @param maxBytes of one file
 * @param contentTypes any when empty, at most 32 of at most 255 visible ASCII characters; the first is taken where a statement names none
 * @param overwrite false when an upload must not replace a file
 * @param methods what may be presigned; never empty
 */
public record PresignRules(
        Optional<Duration> maxExpire,
        OptionalLong maxBytes,
        List<String> contentTypes,
        boolean overwrite,
        Set<Method> methods) {
    /** What a URL is for. The constants' names are stored: they do not change. */
    public enum Method {
        DOWNLOAD,
        UPLOAD
    }

    /** Most content types of one stage. */
    public static final int MAX_CONTENT_TYPES = 32;

    /** Longest content type, in characters. */
    public static final int MAX_CONTENT_TYPE_CHARS = 255;

    /** Longest expiry: Signature V4's own limit. */
    public static final Duration MAX_EXPIRE = Duration.ofDays(7);

    private static final String EXPIRE_BOUNDS =
            "MAX_EXPIRE must be a whole number of seconds from 1 to " + MAX_EXPIRE.toSeconds() + " (7 days).";

    /** Binds nothing: what a stage has that says nothing about presigning. */
    public static final PresignRules UNBOUND =
            new PresignRules(Optional.empty(), OptionalLong.empty(), List.of(), true, EnumSet.allOf(Method.class));

    /** @throws StagedoorException {@code BAD_ARGUMENTS} (1006) for a rule outside the limits */
    public PresignRules {
        contentTypes = List.copyOf(contentTypes);
        methods = Set.copyOf(methods);
        require(
                maxExpire.filter(expire -> expire.compareTo(Duration.ofSeconds(1)) < 0 || expire.compareTo(MAX_EXPIRE) > 0
                        || expire.getNano() != 0).isEmpty(),
                EXPIRE_BOUNDS);
        require(maxBytes.orElse(0) >= 0, "MAX_SIZE must not be negative.");
        require(contentTypes.size() <= MAX_CONTENT_TYPES, "CONTENT_TYPES holds at most " + MAX_CONTENT_TYPES + " types.");
        require(
                contentTypes.stream().allMatch(PresignRules::isContentType),
                "Each of CONTENT_TYPES must be 1 to " + MAX_CONTENT_TYPE_CHARS
                        + " visible ASCII characters, as in 'text/csv', without spaces around them.");
        require(!methods.isEmpty(), "METHODS must name UPLOAD, DOWNLOAD or both.");
    }

    /**
     * The rules that {@code PRESIGN = (…)} names.
     *
     * @throws StagedoorException {@code BAD_ARGUMENTS} (1006) for a rule outside the limits
     */
    public static PresignRules of(Map<RuleName, TermValue> written) {
        PresignRules rules = UNBOUND;
        for (var rule : written.entrySet()) {
            rules = rules.with(rule.getKey(), rule.getValue());
        }
        return rules;
    }

    private PresignRules with(RuleName rule, TermValue value) {
        return switch (rule) {
            case MAX_EXPIRE ->
                new PresignRules(
                        Optional.of(expire(value.number())), maxBytes, contentTypes, overwrite, methods);
            case MAX_SIZE ->
                new PresignRules(maxExpire, OptionalLong.of(value.number().longValueExact()), contentTypes, overwrite, methods);
            case CONTENT_TYPES -> new PresignRules(maxExpire, maxBytes, value.texts(), overwrite, methods);
            case OVERWRITE -> new PresignRules(maxExpire, maxBytes, contentTypes, value.flag(), methods);
            case METHODS ->
                new PresignRules(
                        maxExpire,
                        maxBytes,
                        contentTypes,
                        overwrite,
                        value.texts().stream().map(Method::valueOf).collect(Collectors.toSet()));
        };
    }

    private static Duration expire(BigDecimal seconds) {
        boolean inBounds = seconds.signum() >= 0 && seconds.compareTo(BigDecimal.valueOf(MAX_EXPIRE.toSeconds())) <= 0;
        require(inBounds && seconds.stripTrailingZeros().scale() <= 0, EXPIRE_BOUNDS);
        return Duration.ofSeconds(seconds.longValueExact());
    }

    /** What a rule binds; empty when nothing. */
    public Optional<TermValue> bound(RuleName rule) {
        return switch (rule) {
            case MAX_EXPIRE -> maxExpire.map(expire -> new TermValue.Number(expire.toSeconds()));
            case MAX_SIZE -> maxBytes.isEmpty() ? Optional.empty() : Optional.of(new TermValue.Number(maxBytes.getAsLong()));
            case CONTENT_TYPES -> contentTypes.isEmpty() ? Optional.empty() : Optional.of(new TermValue.Texts(contentTypes));
            case OVERWRITE -> overwrite ? Optional.empty() : Optional.of(new TermValue.Flag(false));
            case METHODS ->
                methods.size() == Method.values().length
                        ? Optional.empty()
                        : Optional.of(new TermValue.Texts(methods.stream().map(Enum::name).sorted().toList()));
        };
    }

    /**
     * Whether a text can be a content type: what is signed is sent back verbatim by any client, so only visible ASCII and inner spaces
     * pass.
     */
    public static boolean isContentType(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_CONTENT_TYPE_CHARS
                && text.charAt(0) != ' '
                && text.charAt(text.length() - 1) != ' '
                && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    private static void require(boolean legal, String sentence) {
        if (!legal) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, sentence);
        }
    }
}
