package dev.stagedoor.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that really is full: a file system of 8 MiB in memory, where this user may mount one. */
class FullDiskTest {
    @TempDir
    private Path mountPoint;

    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = succeeds("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", mountPoint.toString());
        assumeTrue(mounted, "this user may not mount a file system to fill up");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(succeeds("umount", mountPoint.toString())).isTrue();
        }
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void full_disk_keeps_what_it_has_and_takes_more_once_there_is_room() throws IOException {
        Map<String, byte[]> kept = new TreeMap<>();
        Path filler = Files.write(mountPoint.resolve("filler"), new byte[1 << 20]);
        try (OpenStore open = OpenStore.at(mountPoint.resolve("data"))) {
            fill(open, kept, "large", 1_000_000);
            fill(open, kept, "middle", 20_000);
            fill(open, kept, "small", 500);
            assertExactly(open, kept);

            Files.delete(filler);
            open.delete("large/0", "large/1");
            kept.remove("large/0");
            kept.remove("large/1");
            assertExactly(open, kept);
            kept.put("again", Bodies.random(9, 900_000));
            open.put("again", kept.get("again"));
            assertExactly(open, kept);
        }
        try (OpenStore open = OpenStore.at(mountPoint.resolve("data"))) {
            assertExactly(open, kept);
        }
    }

    @Test
    void full_disk_can_be_emptied_by_deleting() {
        try (OpenStore open = OpenStore.at(mountPoint.resolve("data"))) {
            Map<String, byte[]> kept = new TreeMap<>();
            fill(open, kept, "large", 1_000_000);
            fill(open, kept, "middle", 20_000);
            fill(open, kept, "small", 500);

            DeleteReport report = open.store().delete(kept.keySet());

            assertThat(report).isEqualTo(new DeleteReport(kept.size(), List.of()));
            assertThat(open.blobFiles()).isEmpty();
            open.put("again", Bodies.random(9, 3_000_000));
            assertExactly(open, Map.of("again", Bodies.random(9, 3_000_000)));
        }
    }

    @Test
    void store_opens_on_a_full_disk_to_be_read_and_emptied() {
        Map<String, byte[]> kept = new TreeMap<>();
        try (OpenStore open = OpenStore.at(mountPoint.resolve("data"))) {
            fill(open, kept, "large", 1_000_000);
            fill(open, kept, "small", 500);
        }
        fillUp(mountPoint.resolve("filler"));

        try (OpenStore open = OpenStore.at(mountPoint.resolve("data"))) {
            assertExactly(open, kept);
            assertThat(open.store().delete(kept.keySet()).failures()).isEmpty();
        }
    }

    private static void fillUp(Path file) {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(page);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    /** Puts until there is no room for one more. */
    private static void fill(OpenStore open, Map<String, byte[]> kept, String name, int size) {
        for (int i = 0; ; i++) {
            byte[] bytes = Bodies.random(i, size);
            try {
                open.put(name + "/" + i, bytes);
                kept.put(name + "/" + i, bytes);
            } catch (StorageException e) {
                assertThat(e.kind()).as("%s", e.getCause()).isEqualTo(Kind.INSUFFICIENT_STORAGE);
                return;
            }
        }
    }

    private static void assertExactly(OpenStore open, Map<String, byte[]> kept) {
        assertThat(open.keys()).containsExactlyElementsOf(kept.keySet());
        kept.forEach((key, bytes) -> assertThat(open.read(key)).isEqualTo(bytes));
        long blobs = kept.values().stream().filter(bytes -> bytes.length > EmbeddedStore.MAX_INLINE_BYTES).count();
        assertThat(open.blobFiles()).hasSize((int) blobs);
    }
}
