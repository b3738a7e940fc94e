package dev.stagedoor.storage.local;

import dev.stagedoor.signing.term.Term;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.storage.PresignBasis;
import dev.stagedoor.storage.PresignId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The terms of a presigned URL that only the door can hold a client to, as signed query parameters ({@link Term#parameter}). What S3 has a
 * header for is a signed header instead.
 *
 * @param id in the ledger
 * @param terms those that travel as parameters
 * @param basis what the URL stands on; empty for URLs of before the first version that signs it
 */
public record DoorTerms(PresignId id, Terms terms, Optional<PresignBasis> basis) {
    private static final String ID = "x-stagedoor-id";
    private static final String BASIS = "x-stagedoor-by";
    private static final Map<String, TermName> PARAMETERS = parameters();

    private static Map<String, TermName> parameters() {
        var parameters = new LinkedHashMap<String, TermName>();
        for (TermName term : TermName.values()) {
            term.parameter().ifPresent(parameter -> parameters.put(parameter, term));
        }
        return parameters;
    }

    /** Without a basis. */
    public DoorTerms(PresignId id, Terms terms) {
        this(id, terms, Optional.empty());
    }

    /** Names and values, not encoded, in no particular order. */
    public Map<String, String> toQuery() {
        if (terms.isNone()) {
            return basis.isEmpty() ? Map.of(ID, id.toString()) : Map.of(ID, id.toString(), BASIS, basis.get().toString());
        }
        var query = new LinkedHashMap<String, String>();
        query.put(ID, id.toString());
        for (Term term : terms) {
            query.put(term.name().parameter().orElseThrow(), term.parameter().orElseThrow());
        }
        basis.ifPresent(standsOn -> query.put(BASIS, standsOn.toString()));
        return query;
    }

    /** Whether a query parameter is one of these. */
    public static boolean owns(String parameter) {
        return parameter.equals(ID) || parameter.equals(BASIS) || PARAMETERS.containsKey(parameter);
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
            if (query.keySet().stream().anyMatch(DoorTerms::owns)) {
                throw new IllegalArgumentException("terms of a presigned URL without its id");
            }
            return Optional.empty();
        }
        return Optional.of(new DoorTerms(
                PresignId.parse(id).orElseThrow(() -> new IllegalArgumentException("a malformed id of a presigned URL")),
                terms(query),
                Optional.ofNullable(query.get(BASIS)).map(PresignBasis::parse)));
    }

    private static Terms terms(Map<String, String> query) {
        List<Term> terms = List.of();
        for (var parameter : PARAMETERS.entrySet()) {
            String value = query.get(parameter.getKey());
            if (value != null) {
                terms = terms.isEmpty() ? new ArrayList<>() : terms;
                terms.add(Term.ofParameter(parameter.getValue(), value));
            }
        }
        return Terms.of(terms);
    }
}
