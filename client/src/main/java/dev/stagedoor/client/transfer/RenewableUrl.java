package dev.stagedoor.client.transfer;

import java.util.function.Supplier;

/** A presigned URL, and the way to another when a store does not take it any more. */
final class RenewableUrl {
    private final Supplier<SignedUrl> signer;
    private SignedUrl current;

    /** @param signer signs the same request anew */
    RenewableUrl(SignedUrl first, Supplier<SignedUrl> signer) {
        this.current = first;
        this.signer = signer;
    }

    /** What is done with a URL. */
    interface Use<T> {
        T with(SignedUrl url) throws StoreFailure;
    }

    /** Tries until it is done or cannot be; a URL that was refused is replaced once. */
    <T> T use(Retry retry, Use<T> use) throws StoreFailure {
        SignedUrl first = current();
        try {
            return retry.run(() -> use.with(first));
        } catch (StoreFailure e) {
            if (e.kind() != StoreFailure.Kind.URL_REFUSED) {
                throw e;
            }
        }
        SignedUrl second = renewed(first);
        return retry.run(() -> use.with(second));
    }

    private synchronized SignedUrl current() {
        return current;
    }

    /** Another may have renewed it meanwhile. */
    private synchronized SignedUrl renewed(SignedUrl refused) {
        if (current == refused) {
            current = signer.get();
        }
        return current;
    }
}
