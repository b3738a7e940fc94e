package dev.stagedoor.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.UploadUnderWay;
import dev.stagedoor.storage.UploadedPart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a machine that stops at any step of an upload in parts finds when it starts again. */
class EmbeddedUploadCrashTest {
    private static final byte[] SMALL = Bodies.random(1, 1_000);
    private static final byte[] LARGE = Bodies.random(2, 600_000);
    private static final byte[] OTHER_LARGE = Bodies.random(3, 300_000);

    @TempDir
    private Path temporary;

    /**
     * What is there.
     *
     * @param objects in parts, by key
     * @param uploads the parts by number, by key
     */
    private record State(Map<String, List<byte[]>> objects, Map<String, Map<Integer, byte[]>> uploads) {
        static final State EMPTY = new State(Map.of(), Map.of());

        State copy() {
            Map<String, Map<Integer, byte[]>> copied = new TreeMap<>();
            uploads.forEach((key, parts) -> copied.put(key, new TreeMap<>(parts)));
            return new State(new TreeMap<>(objects), copied);
        }

        /** Every content by its digest, comparable. */
        String text() {
            var text = new StringBuilder();
            objects.forEach((key, parts) -> text.append(key).append('=').append(Bodies.etag(joined(parts))).append(' '));
            uploads.forEach((key, parts) -> {
                text.append("upload ").append(key).append(" [");
                parts.forEach((number, part) -> text.append(number).append('=').append(Bodies.etag(part)).append(' '));
                text.append("] ");
            });
            return text.toString();
        }

        long files() {
            long ofObjects = objects.values().stream().flatMap(List::stream).filter(State::isFile).count();
            return ofObjects + uploads.values().stream().flatMap(parts -> parts.values().stream()).filter(State::isFile).count();
        }

        private static boolean isFile(byte[] part) {
            return part.length > EmbeddedStore.MAX_INLINE_BYTES;
        }
    }

    private static byte[] joined(List<byte[]> parts) {
        var whole = new ByteArrayOutputStream();
        parts.forEach(whole::writeBytes);
        return whole.toByteArray();
    }

    private record Moment(Path found, State before, State after) {}

    private final List<Moment> moments = new ArrayList<>();
    private State acknowledged = State.EMPTY;
    private State underWay = State.EMPTY;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void crash_at_any_step_leaves_completed_uploads_whole_and_others_invisible_and_no_stray_file(boolean powerLost) {
        Path data = temporary.resolve("data");
        PowerLossDisk disk = new PowerLossDisk();
        try (OpenStore open = OpenStore.withShortParts(data, disk)) {
            disk.aroundEachStep(() -> photograph(disk, data, powerLost));
            MultipartUpload first = begin(open, "a");
            putPart(open, first, 1, LARGE);
            putPart(open, first, 2, SMALL);
            putPart(open, first, 3, OTHER_LARGE);
            putPart(open, first, 1, OTHER_LARGE);
            complete(open, first, 1, 2);
            MultipartUpload second = begin(open, "a");
            putPart(open, second, 7, LARGE);
            complete(open, second, 7);
            MultipartUpload third = begin(open, "b");
            putPart(open, third, 1, LARGE);
            change(state -> without(state, "b"), () -> open.uploads().abort(third));
            change(state -> with(state, "a", List.of(OTHER_LARGE)), () -> open.put("a", OTHER_LARGE));
            await().untilAsserted(() -> assertThat(open.blobFiles()).hasSize(1));
            photograph(disk, data, powerLost);
            disk.aroundEachStep(() -> {});
        }

        assertThat(moments).hasSizeGreaterThan(30);
        for (int i = 0; i < moments.size(); i++) {
            verify(i, moments.get(i));
        }
    }

    private static State with(State state, String key, List<byte[]> parts) {
        state.objects().put(key, parts);
        return state;
    }

    private static State without(State state, String upload) {
        state.uploads().remove(upload);
        return state;
    }

    private MultipartUpload begin(OpenStore open, String key) {
        List<MultipartUpload> begun = new ArrayList<>();
        change(
                state -> {
                    state.uploads().put(key, new TreeMap<>());
                    return state;
                },
                () -> begun.add(open.begin(key)));
        return begun.getFirst();
    }

    private void putPart(OpenStore open, MultipartUpload upload, int number, byte[] bytes) {
        change(
                state -> {
                    state.uploads().get(upload.key().value()).put(number, bytes);
                    return state;
                },
                () -> open.putPart(upload, number, bytes));
    }

    private void complete(OpenStore open, MultipartUpload upload, int... numbers) {
        String key = upload.key().value();
        List<UploadedPart> parts = open.uploads().parts(upload).stream()
                .filter(part -> List.of(box(numbers)).contains(part.number()))
                .toList();
        change(
                state -> {
                    Map<Integer, byte[]> contents = state.uploads().remove(key);
                    return with(state, key, parts.stream().map(part -> contents.get(part.number())).toList());
                },
                () -> open.uploads().complete(upload, parts, PutConditions.NONE));
    }

    private static Integer[] box(int[] numbers) {
        return Arrays.stream(numbers).boxed().toArray(Integer[]::new);
    }

    private void change(UnaryOperator<State> effect, Runnable operation) {
        State next = effect.apply(acknowledged.copy());
        synchronized (moments) {
            underWay = next;
        }
        operation.run();
        synchronized (moments) {
            acknowledged = next;
        }
    }

    private void photograph(PowerLossDisk disk, Path data, boolean powerLost) {
        synchronized (moments) {
            Path found = temporary.resolve("moment-" + moments.size());
            moments.add(new Moment(found, acknowledged, underWay));
            try {
                disk.copyAsFound(data, found, powerLost);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void verify(int number, Moment moment) {
        try (OpenStore open = OpenStore.withShortParts(moment.found(), LocalDisk.INSTANCE)) {
            var found = new StringBuilder();
            open.keys().forEach(key -> found.append(key).append('=').append(Bodies.etag(open.read(key))).append(' '));
            open.uploads().list(KeyPrefix.ALL, UploadUnderWay.Position.BEGINNING).forEachRemaining(upload -> {
                found.append("upload ").append(upload.upload().key().value()).append(" [");
                open.uploads().parts(upload.upload())
                        .forEach(part -> found.append(part.number()).append('=').append(part.etag().orElseThrow()).append(' '));
                found.append("] ");
            });
            assertThat(found.toString()).as("moment %d", number).isIn(moment.before().text(), moment.after().text());
            State state = found.toString().equals(moment.before().text()) ? moment.before() : moment.after();
            await().untilAsserted(() -> assertThat(open.blobFiles()).as("files of moment %d", number).hasSize((int) state.files()));
        }
    }
}
