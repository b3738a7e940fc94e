package dev.stagedoor.storage.opendal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.contract.Curl;
import dev.stagedoor.storage.location.AzblobLocation;
import dev.stagedoor.testsupport.Full;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Objects that others put, under keys that OpenDAL would turn into other keys: they are listed as they are, and no other is touched for
 * them.
 */
@Full
class ForeignKeysTest {
    private static Azurite azurite;

    private AzblobLocation location;

    @BeforeAll
    static void startAzurite() throws Exception {
        Optional<String> missing = Azurite.missing();
        assumeTrue(missing.isEmpty(), missing.orElse(""));
        azurite = Azurite.start();
    }

    @AfterAll
    static void stopAzurite() {
        if (azurite != null) {
            azurite.close();
        }
    }

    @BeforeEach
    void createContainer() {
        location = azurite.createContainer();
    }

    private void upload(String key) {
        PresignedRequest request = Signers.of(location)
                .orElseThrow()
                .presign(HttpMethod.PUT, key, Duration.ofHours(1), Optional.empty(), Clock.systemUTC().instant());
        assertThat(Curl.send(HttpMethod.PUT, request.url(), request.headers(), Bodies.utf8(key)).status()).isEqualTo(201);
    }

    private static List<String> keys(ObjectStore store, String prefix) {
        List<String> keys = new ArrayList<>();
        try (ObjectListing listing = store.list(new KeyPrefix(prefix), "")) {
            listing.forEachRemaining(summary -> keys.add(summary.key()));
        }
        return keys;
    }

    @Test
    void odd_keys_are_listed_as_they_are() {
        List<String> keys = List.of("a", "a//b", "a//b//c", "a/b", "a/tail ", "a/tail /x", "b%20c/d", "b%20c/e%2F", "tail ");
        keys.forEach(this::upload);

        try (ObjectStore store = OpendalStore.open(location, Clock.systemUTC(), _ -> {})) {
            assertThat(keys(store, "")).isEqualTo(keys);
            assertThat(keys(store, "a/")).isEqualTo(keys.stream().filter(key -> key.startsWith("a/")).toList());
            assertThat(keys(store, "a/tail ")).containsExactly("a/tail ", "a/tail /x");
            assertThat(keys(store, "b%20c/")).containsExactly("b%20c/d", "b%20c/e%2F");
        }
    }

    @Test
    void odd_keys_are_not_taken_for_others() {
        List.of("a/b", "a//b", "tail", "tail ").forEach(this::upload);

        try (ObjectStore store = OpendalStore.open(location, Clock.systemUTC(), _ -> {})) {
            assertThat(store.delete(List.of("a//b", "tail ")).failures()).hasSize(2);
            assertThatThrownBy(() -> store.stat(new ObjectKey("tail "))).isInstanceOf(StorageException.class);
            assertThat(keys(store, "")).containsExactly("a//b", "a/b", "tail", "tail ");
            assertThat(Bodies.read(store.open(new ObjectKey("tail"), ByteRange.ALL))).isEqualTo(Bodies.utf8("tail"));
        }
    }

    @Test
    void object_larger_than_a_chunk_is_read_whole_and_never_of_two_versions() {
        ObjectKey key = new ObjectKey("large");
        byte[] bytes = Bodies.random(1, 2 * OpendalContent.CHUNK_BYTES + 5);
        try (ObjectStore store = OpendalStore.open(location, Clock.systemUTC(), _ -> {})) {
            store.put(key, Bodies.announced(bytes), PutConditions.NONE);
            assertThat(Bodies.read(store.open(key, ByteRange.ALL))).isEqualTo(bytes);

            var content = store.open(key, ByteRange.ALL);
            store.put(key, Bodies.announced(Bodies.random(2, bytes.length)), PutConditions.NONE);
            assertThatThrownBy(() -> Bodies.read(content)).hasMessageContaining("the object was replaced while it was read");
        }
    }
}
