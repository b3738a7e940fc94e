package dev.stagedoor.storage;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.term.ContentLength;
import dev.stagedoor.signing.term.ContentType;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.Term;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.Terms;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a presigned request may be used for. A store binds each of the terms, or refuses to sign
 * ({@link StorageException.Kind#UNSUPPORTED}); none is ever left out silently. {@link Capability} says which it can. The content type alone
 * may stay unbound: a store without {@link Capability#PRESIGN_CONTENT_TYPE} names it in the headers to send.
 *
 * @param expire 1 second to {@link #MAX_EXPIRE}, whole seconds
 * @param terms what else it is bound to
 * @param origin scheme and authority by which this client reaches the server, no path ({@code http://127.0.0.1:8000}); used by stores
 *     that are reached through the server's own door, ignored by all others
 * @param id by which the door finds it in the ledger; signed into the URL by stores that are reached through the door, ignored by all
 *     others
 * @param basis what the URL stands on; signed into it by the same stores, beside the id
 */
public record PresignTerms(Duration expire, Terms terms, URI origin, Optional<PresignId> id, Optional<PresignBasis> basis) {
    /** Signature V4's own limit: seven days. */
    public static final Duration MAX_EXPIRE = Duration.ofDays(7);

    /** Stands on nothing that could be taken away. */
    public PresignTerms(Duration expire, Terms terms, URI origin, Optional<PresignId> id) {
        this(expire, terms, origin, id, Optional.empty());
    }

    /** Bound to a content type at most, and in no ledger. */
    public PresignTerms(Duration expire, Optional<String> contentType, URI origin) {
        this(
                expire,
                contentType.map(type -> Terms.of(new ContentType(type))).orElse(Terms.NONE),
                origin,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Refuses to pretend: every store's {@link ObjectStore#presign} begins with this. {@link MaxSize} is bound also by a
     * {@link ContentLength} that is no more.
     *
     * @param capabilities of the store
     * @throws StorageException {@code UNSUPPORTED}, with a sentence for the user, when there is a term that the store cannot bind, or one
     *     of an upload and the method is not PUT
     */
    public void requireBoundBy(Set<Capability> capabilities, HttpMethod method) {
        if (terms.isNone()) {
            return;
        }
        for (Term term : terms) {
            if (term.name().limitsUploadsOnly() && method != HttpMethod.PUT) {
                throw unsupported(termsOfUploads() + " limit uploads: a " + method + " has none");
            }
        }
        for (Term term : terms) {
            requireBoundBy(capabilities, term);
        }
    }

    private void requireBoundBy(Set<Capability> capabilities, Term term) {
        if (term.name().mayStayUnbound() || Capability.bind(capabilities, term.name())) {
            return;
        }
        if (!(term instanceof MaxSize(long most)) || !Capability.bind(capabilities, TermName.CONTENT_LENGTH)) {
            throw unsupported(term.name().unbound());
        }
        long length = terms.find(ContentLength.class)
                .orElseThrow(() -> unsupported(term.name().unbound() + ": give the exact one with CONTENT_LENGTH = n"))
                .bytes();
        if (length > most) {
            throw unsupported("CONTENT_LENGTH = " + length + " is more than MAX_SIZE = " + most);
        }
    }

    private static String termsOfUploads() {
        var names = Stream.of(TermName.values()).filter(TermName::limitsUploadsOnly).map(TermName::name).toList();
        return names.stream().limit(names.size() - 1L).collect(Collectors.joining(", ")) + " and " + names.getLast();
    }

    private static StorageException unsupported(String sentence) {
        return new StorageException(StorageException.Kind.UNSUPPORTED, sentence);
    }
}
