package dev.stagedoor.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.storage.contract.AdjustableClock;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbandonedUploadsTest {
    private static final Duration AGE = Duration.ofSeconds(2);

    private final AdjustableClock clock = new AdjustableClock();

    @TempDir
    private Path data;

    @Test
    void an_upload_that_nobody_completes_is_ended_when_it_is_old_enough_and_no_other() {
        try (DataDirectory directory = DataDirectory.open(data);
                EmbeddedStore store = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, clock)) {
            MultipartUploads uploads = store.multipartUploads().orElseThrow();
            clock.shift(Duration.ofDays(-1));
            MultipartUpload old = uploads.begin(new ObjectKey("kept/old"), PutConditions.NONE);
            MultipartUpload elsewhere = uploads.begin(new ObjectKey("elsewhere"), PutConditions.NONE);
            uploads.putPart(old, 1, Bodies.announced(Bodies.random(1, 100_000)), List.of());
            clock.shift(Duration.ofDays(1).plusHours(1));
            MultipartUpload young = uploads.begin(new ObjectKey("kept/young"), PutConditions.NONE);
            clock.shift(Duration.ofHours(-1));

            List<Duration> plansAsked = new CopyOnWriteArrayList<>();
            AbandonedUploads.Plans plans = age -> {
                plansAsked.add(age);
                throw new IllegalStateException("plans that cannot be asked keep nobody else's upload");
            };
            try (var _ = AbandonedUploads.start(
                    plans,
                    List.of(new AbandonedUploads.Place("the test", uploads, new KeyPrefix("kept/"))), AGE, clock)) {
                await().untilAsserted(() -> assertThat(listed(uploads)).containsExactly(elsewhere, young));
                assertThat(plansAsked).contains(AGE);
            }
        }
    }

    private static List<MultipartUpload> listed(MultipartUploads uploads) {
        List<MultipartUpload> found = new ArrayList<>();
        uploads.list(KeyPrefix.ALL, UploadUnderWay.Position.BEGINNING).forEachRemaining(upload -> found.add(upload.upload()));
        return found;
    }
}
