package dev.stagedoor.signing.term;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one request is bound to besides its method, its object and its expiry: at most one term of a name, in the order of the names. */
public final class Terms implements Iterable<Term> {
    /** Bound to nothing. */
    public static final Terms NONE = new Terms(List.of());

    private static final Comparator<Term> BY_NAME = Comparator.comparing(Term::name);

    private final List<Term> terms;

    private Terms(List<Term> terms) {
        this.terms = terms;
    }

    /** @throws IllegalArgumentException for two of one name, and for an {@link Expire}, which every request has */
    public static Terms of(Term... terms) {
        return of(Arrays.asList(terms));
    }

    /** As {@link #of(Term...)}, in any order. */
    public static Terms of(List<? extends Term> terms) {
        if (terms.isEmpty()) {
            return NONE;
        }
        Term[] sorted = terms.toArray(Term[]::new);
        Arrays.sort(sorted, BY_NAME);
        for (int i = 0; i < sorted.length; i++) {
            if (sorted[i] instanceof Expire || i > 0 && sorted[i].name() == sorted[i - 1].name()) {
                throw new IllegalArgumentException("no expiry, and one term of a name at most: " + List.of(sorted));
            }
        }
        return new Terms(List.of(sorted));
    }

    public boolean isNone() {
        return terms.isEmpty();
    }

    /** The term of that kind, if the request is bound to one. */
    public <T extends Term> Optional<T> find(Class<T> kind) {
        for (Term term : terms) {
            if (kind.isInstance(term)) {
                return Optional.of(kind.cast(term));
            }
        }
        return Optional.empty();
    }

    public boolean has(Class<? extends Term> kind) {
        return find(kind).isPresent();
    }

    /** What the client sends as its content type. */
    public Optional<String> contentType() {
        return find(ContentType.class).map(ContentType::type);
    }

    /**
     * The terms that S3 has a header for, by names in lower case. A client that must send these, with these values, keeps to them. The
     * content type is the last.
     */
    public Map<String, String> headers() {
        return terms.isEmpty() ? Map.of() : headers(Map.of());
    }

    /** As {@link #headers}, with one more of the same meaning as one of them, before the content type. */
    public Map<String, String> headersWith(String name, String value) {
        return headers(Map.of(name, value));
    }

    private Map<String, String> headers(Map<String, String> more) {
        var headers = new LinkedHashMap<String, String>();
        for (Term term : terms) {
            if (!(term instanceof ContentType)) {
                term.header().ifPresent(header -> headers.put(header.getKey(), header.getValue()));
            }
        }
        headers.putAll(more);
        find(ContentType.class).flatMap(Term::header).ifPresent(header -> headers.put(header.getKey(), header.getValue()));
        return headers;
    }

    /** Those that travel as parameters, and so need a reader that knows them. */
    public Terms parameters() {
        return terms.isEmpty() ? NONE : of(terms.stream().filter(term -> term.parameter().isPresent()).toList());
    }

    @Override
    public Iterator<Term> iterator() {
        return terms.iterator();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Terms that && that.terms.equals(terms);
    }

    @Override
    public int hashCode() {
        return terms.hashCode();
    }

    @Override
    public String toString() {
        return terms.toString();
    }
}
