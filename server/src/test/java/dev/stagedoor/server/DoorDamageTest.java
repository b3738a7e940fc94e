package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.Bodies;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that changed on the disk is an error for whoever downloads it, and never served. */
class DoorDamageTest {
    private static final byte[] BYTES = Bodies.random(1, 5 << 20);

    @TempDir
    Path data;

    private DoorServer door;

    @BeforeEach
    void start() {
        door = new DoorServer(data);
        var put = BodyPublishers.ofByteArray(BYTES);
        assertThat(door.client.send("PUT", door.presign(HttpMethod.PUT, "a"), put, "Content-Encoding", "gzip", "Content-Language", "de")
                .statusCode())
                .isEqualTo(200);
    }

    @AfterEach
    void stop() {
        door.close();
    }

    private HttpResponse<byte[]> get(String... headers) {
        return door.client.sendForBytes("GET", door.presign(HttpMethod.GET, "a"), BodyPublishers.noBody(), headers);
    }

    private void damage(long position) throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("store/blobs"));
                var blob = new RandomAccessFile(files.filter(Files::isRegularFile).findFirst().orElseThrow().toFile(), "rw")) {
            blob.seek(position);
            blob.write(BYTES[(int) position] + 1);
        }
    }

    @Test
    void damage_in_the_beginning_is_an_error_that_says_so_and_nothing_of_the_file() throws IOException {
        damage(100);

        HttpResponse<byte[]> refused = get();

        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                .contains("<Code>InternalError</Code>", "restore it from a backup or upload it again")
                .doesNotContain(data.toString());
        for (String name : new String[] {"Content-Encoding", "Content-Language", "ETag", "Last-Modified", "Content-Range"}) {
            assertThat(refused.headers().firstValue(name)).as(name).isEmpty();
        }
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/xml");
        assertThat(get("Range", "bytes=1048576-1048585").statusCode()).isEqualTo(206);
        assertThat(get("Range", "bytes=0-0").statusCode()).isEqualTo(500);
    }

    @Test
    void damage_further_on_breaks_the_download_off_before_its_end() throws IOException {
        damage(BYTES.length - 1);

        assertThatThrownBy(this::get).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void file_that_is_gone_is_an_error() throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("store/blobs"))) {
            Files.delete(files.filter(Files::isRegularFile).findFirst().orElseThrow());
        }
        assertThat(get().statusCode()).isEqualTo(500);
    }
}
