package dev.stagedoor.server.door;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.engine.presign.CommitBarrier;
import dev.stagedoor.engine.presign.UploadRules;
import dev.stagedoor.engine.presign.UrlRights;
import dev.stagedoor.engine.presign.UrlStanding;
import dev.stagedoor.engine.presign.UrlStanding.Fallen;
import dev.stagedoor.engine.presign.UrlStanding.Stands;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.server.http.GuardedBody.Commit;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.s3v4.RequestGrant;
import dev.stagedoor.signing.term.AddressRange;
import dev.stagedoor.signing.term.ContentLength;
import dev.stagedoor.signing.term.ContentType;
import dev.stagedoor.signing.term.Expire;
import dev.stagedoor.signing.term.FromAddresses;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.OneTime;
import dev.stagedoor.signing.term.RuleName;
import dev.stagedoor.signing.term.Sha256;
import dev.stagedoor.signing.term.Term;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.local.DoorTerms;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Request;

/**
 * One request with a presigned URL: holds it to the terms that are signed into the URL and to the rights and rules of now, and takes the
 * one use of a URL that has only one. A URL without an id has no terms, and stands on nothing that could be taken away. Used by one thread.
 */
final class UrlUse {
    private final PresignLedger ledger;
    private final UrlRights rights;
    private final Optional<DoorTerms> terms;
    private final RequestGrant grant;
    private final ObjectKey key;
    private final Instant arrivedAt;
    private Optional<Stands> found = Optional.empty();

    /** @param arrivedAt when the request came */
    UrlUse(PresignLedger ledger, UrlRights rights, Optional<DoorTerms> terms, RequestGrant grant, ObjectKey key, Instant arrivedAt) {
        this.ledger = ledger;
        this.rights = rights;
        this.terms = terms;
        this.grant = grant;
        this.key = key;
        this.arrivedAt = arrivedAt;
    }

    /**
     * What can be told from the head of the request, before its body is asked for.
     *
     * @throws S3Error when the URL was revoked, what it stands on was taken away, or it does not serve this client or this length
     */
    void check(InetAddress client, Request request) {
        if (terms.isEmpty()) {
            return;
        }
        Stands stands = requireStanding(terms.get());
        found = Optional.of(stands);
        for (Term term : terms.get().terms()) {
            switch (term) {
                case FromAddresses from -> requireAddress(from, client);
                case MaxSize _, OneTime _ -> {} // asked below, and claimed before the store is touched
                case Expire _, ContentType _, ContentLength _, Sha256 _, NoOverwrite _ -> {} // in the signature, or signed headers
            }
        }
        if (grant.method() == HttpMethod.PUT) {
            refuseBeyondSize(request.getLength(), stands.rules());
        }
    }

    /** @throws S3Error when the URL was revoked, or what it stands on was taken away, be it while this request was under way */
    void requireStanding() {
        terms.ifPresent(this::requireStanding);
    }

    private Stands requireStanding(DoorTerms signed) {
        if (ledger.isRevoked(signed.id())) {
            throw denied("This URL was revoked.");
        }
        if (ledger.hadExpired(signed.id(), grant.expiresAt())) {
            throw denied("Request has expired: the server's clock was past " + grant.expiresAt() + " before.");
        }
        UrlStanding standing = rights.ofUrl(signed, grant.method(), key);
        return switch (standing) {
            case Fallen(String sentence) -> throw denied(sentence);
            case Stands stands -> {
                refuseExpired(stands.rules());
                yield stands;
            }
        };
    }

    /** Asked as of when the request came, as of the expiry in the URL. */
    private void refuseExpired(PresignRules rules) {
        if (rules.maxExpire().isPresent() && !arrivedAt.isBefore(grant.signedAt().plus(rules.maxExpire().get()))) {
            throw denied("Request has expired: URLs of the stage are good for " + rules.maxExpire().get().toSeconds()
                    + " seconds now (MAX_EXPIRE).");
        }
    }

    private static void requireAddress(FromAddresses from, InetAddress client) {
        if (!from.contains(client)) {
            throw denied("This URL serves requests from "
                    + from.ranges().stream().map(AddressRange::toString).collect(Collectors.joining(", "))
                    + "; this one came from " + client.getHostAddress() + ".");
        }
    }

    /** @throws S3Error when so many bytes of an upload are more than the URL allows */
    void refuseBeyondSize(long bytes) {
        if (terms.isPresent() && terms.get().terms().find(MaxSize.class).orElse(null) instanceof MaxSize(long most) && bytes > most) {
            throw tooLarge("this URL takes " + most + " bytes.");
        }
    }

    private void refuseBeyondSize(long announced, PresignRules rules) {
        refuseBeyondSize(announced);
        OptionalLong most = rules.maxBytes();
        if (announced > most.orElse(Long.MAX_VALUE)) {
            throw tooLarge("the stage takes files of at most " + most.getAsLong() + " bytes now (MAX_SIZE).");
        }
    }

    private static S3Error tooLarge(String why) {
        return new S3Error(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size: " + why);
    }

    /**
     * The conditions of an upload, narrowed to the rules of its stage.
     *
     * @throws S3Error for a content type that the stage does not allow
     */
    PutConditions conditions(PutConditions asked) {
        if (found.isEmpty()) {
            return asked;
        }
        return UploadRules.narrowed(asked, found.get().rules())
                .orElseThrow(() -> denied("The stage takes no files of this content type (CONTENT_TYPES)."));
    }

    /**
     * All bytes of an upload have come. From now on until the commit is closed, nothing that it stands on is taken away without its end
     * being waited for.
     *
     * @param conditions under which it will be committed
     * @throws S3Error when something was taken away before
     */
    Commit beginCommit(long bytes, PutConditions conditions) {
        return begin(rules -> UploadRules.broken(rules, conditions, bytes));
    }

    /**
     * All bytes of a part have come. What is of the whole file, such as its type, is asked when the upload is completed.
     *
     * @throws S3Error when something was taken away before
     */
    Commit beginPart(long bytes) {
        return begin(rules ->
                bytes > rules.maxBytes().orElse(Long.MAX_VALUE) ? Optional.of(RuleName.MAX_SIZE.sentence()) : Optional.empty());
    }

    private Commit begin(Function<PresignRules, Optional<String>> broken) {
        if (found.isEmpty()) {
            return Commit.FREE;
        }
        CommitBarrier.Passage passage = rights.barrier().enter(found.get().stage(), found.get().user());
        boolean allowed = false;
        try {
            broken.apply(requireStanding(terms.orElseThrow()).rules()).ifPresent(rule -> {
                throw new S3Error(
                        409,
                        "OperationAborted",
                        "The rules of the stage were changed while the upload was under way, and it does not keep to " + rule + ".");
            });
            allowed = true;
            return passage::close;
        } finally {
            if (!allowed) {
                passage.close();
            }
        }
    }

    /**
     * Takes the one use of a one-time URL; does nothing for others.
     *
     * @throws S3Error when it was taken before
     */
    void claim() {
        if (isOneTime() && !ledger.claim(terms.orElseThrow().id(), grant.expiresAt())) {
            throw denied("This URL serves one request, and has been used or is in use. If the server was killed during that request, ask"
                    + " for a new URL.");
        }
    }

    /** Gives the one use back: nothing was stored, and no byte of a file was sent. */
    void release() {
        if (isOneTime()) {
            ledger.release(terms.orElseThrow().id());
        }
    }

    private boolean isOneTime() {
        return terms.isPresent() && terms.get().terms().has(OneTime.class);
    }

    private static S3Error denied(String sentence) {
        return new S3Error(403, "AccessDenied", sentence);
    }
}
