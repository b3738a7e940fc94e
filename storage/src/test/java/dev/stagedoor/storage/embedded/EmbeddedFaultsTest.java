package dev.stagedoor.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.embedded.FaultyDisk.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left when a step of a put or delete fails. */
class EmbeddedFaultsTest {
    private static final byte[] OLD = Bodies.random(1, 50_000);
    private static final byte[] NEW = Bodies.random(2, 40_000_000);

    @TempDir
    private Path temporary;

    private final FaultyDisk disk = new FaultyDisk();
    private OpenStore open;

    @BeforeEach
    void openStore() {
        open = OpenStore.at(temporary.resolve("data"), disk);
    }

    @AfterEach
    void closeStore() {
        disk.fault = FaultyDisk.NONE;
        open.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"CREATE", "WRITE", "FORCE", "FORCE_DIRECTORY"})
    void full_disk_leaves_the_key_as_it_was_and_the_store_at_work(Step step) {
        open.put("kept", OLD);
        disk.fault = FaultyDisk.failing(step, "No space left on device");

        assertKind(Kind.INSUFFICIENT_STORAGE, () -> open.put("kept", NEW));
        assertKind(Kind.INSUFFICIENT_STORAGE, () -> open.put("new", NEW));

        assertThat(open.read("kept")).isEqualTo(OLD);
        assertThat(open.keys()).containsExactly("kept");
        await().untilAsserted(() -> assertThat(open.blobFiles()).hasSize(1));
        disk.fault = FaultyDisk.NONE;
        open.put("kept", NEW);
        assertThat(open.read("kept")).isEqualTo(NEW);
        assertThat(open.store().availableLargeBlocks()).isEqualTo(BlockPool.LARGE_BLOCKS);
    }

    @ParameterizedTest
    @EnumSource(names = {"CREATE", "WRITE", "FORCE", "FORCE_DIRECTORY"})
    void failing_disk_is_not_called_a_full_one(Step step) {
        disk.fault = FaultyDisk.failing(step, "Input/output error");

        assertKind(Kind.OTHER, () -> open.put("new", NEW));

        assertThat(open.keys()).isEmpty();
        await().untilAsserted(() -> assertThat(open.blobFiles()).isEmpty());
    }

    @Test
    void full_disk_is_known_in_any_language() {
        disk.fault = FaultyDisk.failing(Step.WRITE, "Auf dem Gerät ist kein Speicherplatz mehr verfügbar");
        disk.usableBytes = 0;

        assertKind(Kind.INSUFFICIENT_STORAGE, () -> open.put("new", NEW));
    }

    @Test
    void failure_of_an_early_sync_is_not_forgotten_when_the_last_one_succeeds() {
        AtomicInteger syncs = new AtomicInteger();
        disk.fault = (step, path) -> {
            if (step == Step.FORCE && syncs.getAndIncrement() == 0) {
                throw new IOException("Input/output error");
            }
        };

        assertKind(Kind.OTHER, () -> open.put("new", NEW));

        assertThat(open.keys()).isEmpty();
    }

    @Test
    void directory_that_cannot_be_synced_fails_only_the_puts_that_need_it() throws Exception {
        disk.fault = FaultyDisk.failing(Step.FORCE_DIRECTORY, "Input/output error");
        int puts = 20;
        List<CompletableFuture<Boolean>> results = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < puts; i++) {
                int number = i;
                results.add(CompletableFuture.supplyAsync(() -> succeeds(number), threads));
            }
        }

        for (int i = 0; i < puts; i++) {
            assertThat(results.get(i).get()).as("put " + i).isEqualTo(i % 2 == 0);
        }
        assertThat(open.keys()).hasSize(puts / 2);
    }

    /** Small ones are kept in the index and need no directory. */
    private boolean succeeds(int number) {
        try {
            open.put("key" + number, Bodies.random(number, number % 2 == 0 ? 100 : 100_000));
            return true;
        } catch (StorageException e) {
            return false;
        }
    }

    @Test
    void blob_that_cannot_be_deleted_is_swept_at_the_next_opening() {
        open.put("overwritten", OLD);
        disk.fault = FaultyDisk.failing(Step.DELETE, "Input/output error");
        open.put("overwritten", Bodies.utf8("new"));
        open.close();
        assertThat(open.blobFiles()).hasSize(1);

        disk.fault = FaultyDisk.NONE;
        open = OpenStore.at(temporary.resolve("data"), disk);

        assertThat(open.blobFiles()).isEmpty();
        assertThat(open.read("overwritten")).isEqualTo(Bodies.utf8("new"));
    }

    @Test
    void object_whose_file_is_lost_says_so() throws IOException {
        open.put("lost", OLD);
        Files.delete(open.blobFiles().getFirst());

        assertKind(Kind.DAMAGED, () -> open.read("lost"));
    }

    @Test
    void unreadable_blob_is_a_failure_of_the_store() {
        open.put("a", OLD);
        disk.fault = FaultyDisk.failing(Step.OPEN, "Input/output error");

        assertKind(Kind.OTHER, () -> open.read("a"));
    }

    @Test
    void uploads_that_stall_do_not_take_the_buffers_from_others() throws Exception {
        CountDownLatch stalled = new CountDownLatch(2 * BlockPool.LARGE_BLOCKS);
        CountDownLatch goOn = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2 * BlockPool.LARGE_BLOCKS; i++) {
                String key = "slow" + i;
                threads.submit(() -> open.store().put(
                        new ObjectKey(key), new ObjectBody(stalling(stalled, goOn), OptionalLong.empty()), PutConditions.NONE));
            }
            stalled.await();

            open.put("fast", NEW);

            assertThat(open.read("fast")).isEqualTo(NEW);
            goOn.countDown();
        }
        assertThat(open.keys()).hasSize(2 * BlockPool.LARGE_BLOCKS + 1);
        assertThat(open.store().availableLargeBlocks()).isEqualTo(BlockPool.LARGE_BLOCKS);
    }

    @Test
    void downloads_that_end_or_break_give_their_buffers_back() throws IOException {
        byte[] bytes = Bodies.random(9, 3 * SendBuffers.LARGE_BYTES);
        open.put("blob", bytes);
        WritableByteChannel broken = Channels.newChannel(OutputStream.nullOutputStream());
        broken.close();

        for (int i = 0; i < SendBuffers.LARGE_BUFFERS; i++) {
            try (ObjectContent content = open.store().open(new ObjectKey("blob"), ByteRange.ALL)) {
                assertThatThrownBy(() -> content.transferTo(broken)).isInstanceOf(IOException.class);
            }
        }

        assertThat(open.read("blob")).isEqualTo(bytes);
        assertThat(open.store().availableSendBuffers()).isEqualTo(SendBuffers.LARGE_BUFFERS);
    }

    @Test
    void download_that_finds_every_large_buffer_taken_is_whole_all_the_same() throws Exception {
        byte[] bytes = Bodies.random(9, 2 * SendBuffers.LARGE_BYTES);
        open.put("blob", bytes);
        CountDownLatch holding = new CountDownLatch(SendBuffers.LARGE_BUFFERS / 2);
        CountDownLatch goOn = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SendBuffers.LARGE_BUFFERS / 2; i++) {
                threads.submit(() -> {
                    try (ObjectContent content = open.store().open(new ObjectKey("blob"), ByteRange.ALL)) {
                        content.transferTo(waiting(holding, goOn));
                    }
                    return null;
                });
            }
            holding.await();

            assertThat(open.store().availableSendBuffers()).isZero();
            assertThat(open.read("blob")).isEqualTo(bytes);
            goOn.countDown();
        }
        assertThat(open.store().availableSendBuffers()).isEqualTo(SendBuffers.LARGE_BUFFERS);
    }

    /** A client that takes nothing until told to. */
    private static WritableByteChannel waiting(CountDownLatch holding, CountDownLatch goOn) {
        return Channels.newChannel(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                holding.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        });
    }

    /** 20,000 bytes at once, then nothing until told to end. */
    private static InputStream stalling(CountDownLatch stalled, CountDownLatch goOn) {
        return new InputStream() {
            private int left = 20_000;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (left == 0) {
                    stalled.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return -1;
                }
                int count = Math.min(length, left);
                left -= count;
                return count;
            }
        };
    }

    @Test
    void closed_store_turns_everyone_away() {
        open.put("a", OLD);
        open.store().close();

        assertKind(Kind.UNAVAILABLE, () -> open.put("b", OLD));
        assertKind(Kind.UNAVAILABLE, () -> open.put("b", new byte[1]));
        assertKind(Kind.UNAVAILABLE, () -> open.read("a"));
        assertKind(Kind.UNAVAILABLE, () -> open.keys());
        assertKind(Kind.UNAVAILABLE, () -> open.delete("a"));
    }

    @Test
    void closing_while_an_upload_runs_ends_the_upload_and_keeps_nothing_of_it() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                begun.countDown();
                return length;
            }
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var upload = threads.submit(() -> open.store().put(
                    new ObjectKey("endless"), new ObjectBody(endless, OptionalLong.empty()), PutConditions.NONE));
            begun.await();
            open.store().close();
            assertThatThrownBy(upload::get).rootCause().isInstanceOfSatisfying(
                    StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
        }
        assertThat(open.blobFiles()).isEmpty();
    }

    static void assertKind(Kind kind, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
