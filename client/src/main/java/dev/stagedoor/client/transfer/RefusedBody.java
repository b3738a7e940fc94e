package dev.stagedoor.client.transfer;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** The body of an answer that nobody wants: the connection ends with it. */
final class RefusedBody implements BodySubscriber<byte[]> {
    private final StoreFailure failure;

    RefusedBody(StoreFailure failure) {
        this.failure = failure;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return CompletableFuture.failedStage(failure);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.cancel();
    }

    @Override
    public void onNext(List<ByteBuffer> blocks) {
        // None was asked for.
    }

    @Override
    public void onError(Throwable ignored) {
        // The failure is known.
    }

    @Override
    public void onComplete() {
        // The failure is known.
    }
}
