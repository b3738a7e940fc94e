package dev.stagedoor.client.transfer;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests with presigned URLs, one try each. A try in which no byte moves for too long is ended. */
final class StoreRequests {
    /** What a try has longer for than for its bytes: a store may have to make them durable. */
    private static final int ANSWER_FACTOR = 4;

    private static final HttpRequest.BodyPublisher NOTHING = HttpRequest.BodyPublishers.noBody();

    private final HttpClient http;
    private final ParallelBudget budget;
    private final Duration stall;

    /** @param stall how long a try may move no byte */
    StoreRequests(HttpClient http, ParallelBudget budget, Duration stall) {
        this.http = http;
        this.budget = budget;
        this.stall = stall;
    }

    /** Says what becomes of the body of an answer that is a success. */
    interface Receiver {
        /** @throws StoreFailure when the head of the answer is not what was asked for */
        BodySubscriber<byte[]> receive(ResponseInfo head) throws StoreFailure;
    }

    /** Sends a range of a file. */
    StoreAnswer put(SignedUrl url, FileChannel file, long offset, long length, MovedBytes moved) throws StoreFailure {
        var clock = new MotionClock(moved);
        HttpRequest.BodyPublisher body = length == 0 ? NOTHING : new FileSlice(file, offset, length, clock);
        return send(url, Map.of(), body, clock, _ -> new BodyExcerpt(), stall.multipliedBy(ANSWER_FACTOR));
    }

    /**
     * Asks for a file, or a range of it.
     *
     * @param headers beside those that are signed
     * @param clock moved by the receiver
     */
    StoreAnswer get(SignedUrl url, Map<String, String> headers, MotionClock clock, Receiver receiver) throws StoreFailure {
        return send(url, headers, NOTHING, clock, receiver, stall);
    }

    private StoreAnswer send(
            SignedUrl url,
            Map<String, String> headers,
            HttpRequest.BodyPublisher body,
            MotionClock clock,
            Receiver receiver,
            Duration patience)
            throws StoreFailure {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.url()).method(url.method(), body);
        url.headersToSend().forEach(request::setHeader);
        headers.forEach(request::setHeader);
        budget.take();
        boolean done = false;
        boolean busy = false;
        try {
            StoreAnswer answer = await(http.sendAsync(request.build(), head -> received(head, receiver)), url, clock, patience);
            if (!answer.isSuccess()) {
                throw answer.failure(url.url().getAuthority());
            }
            done = true;
            return answer;
        } catch (StoreFailure e) {
            busy = e.kind() == StoreFailure.Kind.BUSY;
            throw e;
        } finally {
            if (done) {
                budget.succeeded();
            } else {
                clock.takeBack();
                budget.failed(busy);
            }
        }
    }

    private static BodySubscriber<byte[]> received(ResponseInfo head, Receiver receiver) {
        if (head.statusCode() / 100 != 2) {
            return new BodyExcerpt();
        }
        try {
            return receiver.receive(head);
        } catch (StoreFailure e) {
            return new RefusedBody(e);
        }
    }

    private StoreAnswer await(CompletableFuture<HttpResponse<byte[]>> pending, SignedUrl url, MotionClock clock, Duration patience)
            throws StoreFailure {
        String host = url.url().getAuthority();
        try {
            while (true) {
                long left = patience.toNanos() - clock.stillNanos();
                if (left <= 0) {
                    throw new StoreFailure(StoreFailure.Kind.PASSING, host + " has moved no byte for " + patience.toSeconds() + " s");
                }
                Optional<HttpResponse<byte[]>> response = within(pending, left);
                if (response.isPresent()) {
                    HttpResponse<byte[]> answer = response.get();
                    return new StoreAnswer(answer.statusCode(), answer.headers(), answer.body());
                }
            }
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause(), host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFailure(StoreFailure.Kind.FINAL, "interrupted");
        } finally {
            pending.cancel(true);
        }
    }

    private static Optional<HttpResponse<byte[]>> within(CompletableFuture<HttpResponse<byte[]>> pending, long nanos)
            throws ExecutionException, InterruptedException {
        try {
            return Optional.of(pending.get(nanos, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        }
    }

    /** What the receiver or the publisher of a body has found, or what is wrong with the connection. */
    private static StoreFailure failure(Throwable cause, String host) {
        for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
            if (inner instanceof StoreFailure found) {
                return found;
            }
            if (inner instanceof LocalFailure local) {
                return new StoreFailure(StoreFailure.Kind.FINAL, String.valueOf(local.getMessage()), Optional.empty(), local);
            }
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        StoreFailure.Kind kind = cause instanceof IOException ? StoreFailure.Kind.PASSING : StoreFailure.Kind.FINAL;
        return new StoreFailure(kind, "the connection to " + host + " broke: " + message, Optional.empty(), cause);
    }
}
