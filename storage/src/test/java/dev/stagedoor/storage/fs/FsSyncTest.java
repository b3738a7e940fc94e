package dev.stagedoor.storage.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.Digester;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FsSyncTest {
    private static final int BYTES = (70 << 20) + 1;

    @TempDir
    private Path root;

    @Test
    void body_that_is_synced_on_the_way_is_whole_and_has_its_digest() throws Exception {
        byte[] bytes = new byte[BYTES];
        new Random(1).nextBytes(bytes);
        Digester digester = Digester.of(Checksum.Algorithm.MD5);
        digester.update(bytes, bytes.length);
        byte[] md5 = digester.digest();
        PutConditions conditions =
                new PutConditions(false, List.of(new Checksum(Checksum.Algorithm.MD5, md5)), ObjectAttributes.NONE);
        try (FsStore store = new FsStore(
                new FsOptions(List.of(root), List.of(), Long.MAX_VALUE),
                new S3Credential("SDTEST", Secret.of("a secret of the test")),
                "us-east-1",
                Clock.systemUTC())) {
            ObjectKey key = new ObjectKey(root.toString().substring(1) + "/large");
            ObjectSummary stored = store.put(key, new ObjectBody(new ByteArrayInputStream(bytes), OptionalLong.of(BYTES)), conditions);
            assertThat(stored.etag()).contains('"' + HexFormat.of().formatHex(md5) + '"');
            assertThat(Files.mismatch(root.resolve("large"), Files.write(root.resolve("expected"), bytes))).isEqualTo(-1);
        }
    }
}
