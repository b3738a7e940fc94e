package dev.stagedoor.server;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.MultipartUploads;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A store that can be held up between the end of a body and its commit. */
final class PausingStore implements ObjectStore {
    private final ObjectStore store;
    private volatile @Nullable Pause pause;

    PausingStore(ObjectStore store) {
        this.store = store;
    }

    /** One put, stopped where its body has ended and nothing is committed yet. */
    static final class Pause {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch over = new CountDownLatch(1);

        /** Until the store asks for the body. */
        void awaitBegun() throws InterruptedException {
            begun.await();
        }

        /** Until the body has ended. */
        void awaitReached() throws InterruptedException {
            reached.await();
        }

        void end() {
            over.countDown();
        }

        private void stop() {
            reached.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Stops the puts from now on until the pause ends. */
    Pause pause() {
        Pause next = new Pause();
        pause = next;
        return next;
    }

    @Override
    public ObjectSummary put(ObjectKey key, ObjectBody body, PutConditions conditions) {
        Pause now = pause;
        return store.put(key, now == null ? body : new ObjectBody(new PausingBody(body.content(), now), body.length()), conditions);
    }

    private static final class PausingBody extends FilterInputStream {
        private final Pause pause;

        PausingBody(InputStream body, Pause pause) {
            super(body);
            this.pause = pause;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            pause.begun.countDown();
            int read = super.read(buffer, offset, length);
            if (read < 0) {
                pause.stop();
            }
            return read;
        }
    }

    @Override
    public Set<Capability> capabilities() {
        return store.capabilities();
    }

    @Override
    public PresignedRequest presign(HttpMethod method, ObjectKey key, PresignTerms terms) {
        return store.presign(method, key, terms);
    }

    /** Never held up. */
    @Override
    public Optional<MultipartUploads> multipartUploads() {
        return store.multipartUploads();
    }

    @Override
    public Optional<ObjectSummary> stat(ObjectKey key) {
        return store.stat(key);
    }

    @Override
    public ObjectListing list(KeyPrefix prefix, String startAfter) {
        return store.list(prefix, startAfter);
    }

    @Override
    public ObjectContent open(ObjectKey key, ByteRange range) {
        return store.open(key, range);
    }

    @Override
    public DeleteReport delete(Collection<String> keys) {
        return store.delete(keys);
    }

    @Override
    public void close() {
        store.close();
    }
}
