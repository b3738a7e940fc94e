package dev.stagedoor.signing.term;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The terms of a URL by their names in SQL, in the order in which they are told. One of each stands in a statement, of one given twice the
 * last.
 */
public enum TermName {
    EXPIRE(Use.ANY, Way.OF_THE_SCHEME, "3600", ""),
    CONTENT_TYPE(Use.UPLOAD_OR_NOTHING, Way.HEADER, "'<type>'", ""),
    MAX_SIZE(Use.UPLOAD, Way.PARAMETER, "<bytes>", "this store cannot bound the size of an upload (MAX_SIZE)"),
    CONTENT_LENGTH(Use.UPLOAD, Way.HEADER, "<bytes>", "this store cannot hold an upload to its exact size (CONTENT_LENGTH)"),
    CHECKSUM_SHA256(Use.UPLOAD, Way.HEADER, "'<checksum>'", "this store cannot hold an upload to its checksum (CHECKSUM_SHA256)"),
    OVERWRITE(Use.UPLOAD, Way.HEADER, "{TRUE | FALSE}", "this store cannot keep a presigned upload from overwriting (OVERWRITE = FALSE)"),
    ONE_TIME(
            Use.ANY,
            Way.PARAMETER,
            "{TRUE | FALSE}",
            "this store cannot count how often a URL is used (ONE_TIME): only this server's own storage can hold a client to it"),
    FROM_IP(
            Use.ANY,
            Way.PARAMETER,
            "'<addresses>'",
            "this store cannot ask where a request comes from (FROM_IP): only this server's own storage can hold a client to it");

    private enum Use {
        ANY,
        /** Refused for a download, which it would not limit. */
        UPLOAD,
        /** Without effect on a download, as in Databend. */
        UPLOAD_OR_NOTHING
    }

    /** How it travels in a URL of S3's kind. */
    private enum Way {
        OF_THE_SCHEME,
        HEADER,
        PARAMETER
    }

    private final Use use;
    private final String usage;
    private final String unbound;
    private final String told;
    private final Optional<String> parameter;

    TermName(Use use, Way way, String usage, String unbound) {
        this.use = use;
        this.usage = usage;
        this.unbound = unbound;
        this.told = name().toLowerCase(Locale.ROOT);
        this.parameter = way == Way.PARAMETER ? Optional.of("x-stagedoor-" + told.replace('_', '-')) : Optional.empty();
    }

    /** Whether it limits uploads alone, so that a download with it would mean nothing. */
    public boolean limitsUploadsOnly() {
        return use == Use.UPLOAD;
    }

    /** Whether a URL without it still says what the statement asked: a store that cannot bind it may name it in the headers to send. */
    public boolean mayStayUnbound() {
        return unbound.isEmpty();
    }

    /** What is said of a store that cannot hold a client to it; empty where {@link #mayStayUnbound}. */
    public String unbound() {
        return unbound;
    }

    /** The field of a JSON object that tells of it. */
    public String told() {
        return told;
    }

    /** The query parameter in which {@link Term#parameter} travels; empty where the scheme has a place for it, or S3 a header. */
    public Optional<String> parameter() {
        return parameter;
    }

    /** All of them as a statement may have them: {@code [EXPIRE = 3600] [CONTENT_TYPE = '<type>'] …} */
    public static String usage() {
        return Stream.of(values()).map(term -> "[" + term + " = " + term.usage + "]").collect(Collectors.joining(" "));
    }
}
