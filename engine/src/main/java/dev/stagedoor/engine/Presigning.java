package dev.stagedoor.engine;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.sql.Statement.Presign;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.StorageException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PRESIGN: one row of method, headers and URL. The statement the server answers most, so it does nothing it need not: no look at the
 * object, no log, no JSON tree.
 */
final class Presigning {
    /** Without EXPIRE a URL is good for one hour, as Databend's. */
    static final Duration DEFAULT_EXPIRE = Duration.ofHours(1);

    /** Longest CONTENT_TYPE, in characters: RFC 6838 (section 4.2) allows 127 for each of type and subtype. */
    static final int MAX_CONTENT_TYPE_CHARS = 255;

    private static final long MAX_EXPIRE_SECONDS = PresignTerms.MAX_EXPIRE.toSeconds();
    private static final BigDecimal MAX_EXPIRE = BigDecimal.valueOf(MAX_EXPIRE_SECONDS);

    private static final List<Column> SCHEMA =
            List.of(Column.string("method"), new Column("headers", "Variant"), Column.string("url"));
    private static final List<String> CONTENT_TYPE_IGNORED =
            List.of("CONTENT_TYPE has no effect on PRESIGN DOWNLOAD: only an upload's content type can be signed.");

    /** Databend's sentence, which clients look for. */
    private static final String UNSUPPORTED = "storage doesn't support presign operation";

    private final StageResolver resolver;
    private final Clock clock;

    Presigning(StageResolver resolver, Clock clock) {
        this.resolver = resolver;
        this.clock = clock;
    }

    StatementResult presign(Presign statement, StatementContext context) {
        Duration expire = statement.expireSeconds().isEmpty()
                ? DEFAULT_EXPIRE
                : expire("EXPIRE", statement.expireSeconds().get());
        statement.contentType().ifPresent(Presigning::checkContentType);
        StageFile file = resolver.file(statement.location(), context.principal());
        return switch (statement.action()) {
            case UPLOAD -> row(file, HttpMethod.PUT, new PresignTerms(expire, statement.contentType(), context.origin()), List.of());
            case DOWNLOAD ->
                row(
                        file,
                        HttpMethod.GET,
                        new PresignTerms(expire, Optional.empty(), context.origin()),
                        statement.contentType().isPresent() ? CONTENT_TYPE_IGNORED : List.of());
        };
    }

    private StatementResult row(StageFile file, HttpMethod method, PresignTerms terms, List<String> warnings) {
        // Signatures count from a whole second: asked before signing, this is no later than the one that was signed from.
        Instant from = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        PresignedRequest request = sign(file, method, terms);
        String[] row = {request.method().name(), json(request.headers()), request.url()};
        return new StatementResult.Rows(
                SCHEMA,
                RowCursor.of(row),
                request.expiresAt().isBefore(from.plus(terms.expire())) ? shortened(request, from, warnings) : warnings);
    }

    private static PresignedRequest sign(StageFile file, HttpMethod method, PresignTerms terms) {
        try {
            return file.store().presign(method, file.key(), terms);
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.UNSUPPORTED && !e.getMessage().startsWith(UNSUPPORTED)) {
                throw new StorageException(e.kind(), UNSUPPORTED + ": " + e.getMessage(), e);
            }
            throw e;
        }
    }

    private static List<String> shortened(PresignedRequest request, Instant from, List<String> warnings) {
        long seconds = Duration.between(from, request.expiresAt()).toSeconds();
        String warning = "EXPIRE was shortened to " + seconds + " seconds: the credentials that sign the URL expire at " + request.expiresAt();
        return Stream.concat(warnings.stream(), Stream.of(warning)).toList();
    }

    /** @param option whose value it is */
    static Duration expire(String option, BigDecimal seconds) {
        boolean inBounds = seconds.compareTo(BigDecimal.ONE) >= 0 && seconds.compareTo(MAX_EXPIRE) <= 0;
        if (!inBounds || seconds.stripTrailingZeros().scale() > 0) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    option + " must be a whole number of seconds from 1 to " + MAX_EXPIRE_SECONDS + " (7 days), not "
                            + StageResolver.shown(seconds.toString()));
        }
        return Duration.ofSeconds(seconds.longValueExact());
    }

    /** A header value: what is signed here is sent back verbatim by any client, so only visible ASCII and inner spaces pass. */
    private static void checkContentType(String contentType) {
        int length = contentType.length();
        boolean legal = length > 0
                && length <= MAX_CONTENT_TYPE_CHARS
                && contentType.charAt(0) != ' '
                && contentType.charAt(length - 1) != ' ';
        for (int i = 0; legal && i < length; i++) {
            char c = contentType.charAt(i);
            legal = c >= ' ' && c <= '~';
        }
        if (!legal) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "CONTENT_TYPE must be 1 to " + MAX_CONTENT_TYPE_CHARS
                            + " visible ASCII characters, as in 'application/octet-stream', without spaces around them");
        }
    }

    /** Compact JSON (RFC 8259) of names and values that are visible ASCII. */
    static String json(Map<String, String> headers) {
        StringBuilder json = new StringBuilder(64).append('{');
        headers.forEach((name, value) -> {
            json.append(json.length() == 1 ? "\"" : ",\"");
            escape(name, json);
            json.append("\":\"");
            escape(value, json);
            json.append('"');
        });
        return json.append('}').toString();
    }

    private static void escape(String text, StringBuilder json) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\');
            }
            json.append(c);
        }
    }
}
