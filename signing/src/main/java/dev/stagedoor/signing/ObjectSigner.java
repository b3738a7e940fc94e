package dev.stagedoor.signing;

import dev.stagedoor.signing.term.ContentType;
import dev.stagedoor.signing.term.Term;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Presigns requests on the objects of one bucket (Azure: container), in the store's own scheme. Made once for a credential, an endpoint and
 * a bucket; a pure function of its arguments from then on, safe for any number of threads without a lock.
 *
 * <p>What it signs is good for one object and one method, and nothing broader, wherever the scheme can say so; an implementation documents
 * where its scheme cannot.
 */
public interface ObjectSigner {
    /**
     * Presigns one request.
     *
     * @param method {@code GET}, {@code HEAD} or {@code PUT}
     * @param key of the object in the bucket, whole and not encoded. It goes into the URL as it is: no segment is resolved or folded
     * @param expire for how long after {@code now}; fractions of a second are dropped
     * @param contentType of what is PUT; {@code GET} and {@code HEAD} carry no content and ignore it. The client must send it: it is in
     *     {@link PresignedRequest#headers}, and in the signature where the scheme can sign it
     * @param now fractions of a second are dropped
     * @throws IllegalArgumentException when the method is another one; when the key is empty, is not valid Unicode or cannot be a key of
     *     this store; when the expiry is shorter than a second or longer than the scheme allows; when the content type is not printable
     *     ASCII. The message is for the user and holds no secret
     */
    PresignedRequest presign(HttpMethod method, String key, Duration expire, Optional<String> contentType, Instant now);

    /** What its signatures can hold an upload to: nothing, unless an implementation says so. */
    default Set<TermName> binds() {
        return Set.of();
    }

    /**
     * Presigns an upload that is held to terms: by signed headers, which are in {@link PresignedRequest#headers}.
     *
     * @param key as above, and so are {@code expire} and {@code now}
     * @param terms of the upload, its content type among them
     * @throws IllegalArgumentException also when a term is not among {@link #binds}, except the content type
     */
    default PresignedRequest presignUpload(String key, Duration expire, Terms terms, Instant now) {
        for (Term term : terms) {
            if (!(term instanceof ContentType)) {
                throw new IllegalArgumentException("this store's signatures cannot hold an upload to " + term.name());
            }
        }
        return presign(HttpMethod.PUT, key, expire, terms.contentType(), now);
    }
}
