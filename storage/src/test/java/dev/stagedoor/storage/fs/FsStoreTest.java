package dev.stagedoor.storage.fs;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectStoreContract;
import dev.stagedoor.storage.contract.Deviation;
import dev.stagedoor.storage.contract.HttpAnswer;
import dev.stagedoor.storage.contract.StoreName;
import dev.stagedoor.storage.contract.VerifyingDoor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

@StoreName("fs")
class FsStoreTest extends ObjectStoreContract {
    private static final S3Credential KEY = new S3Credential("SDTEST", Secret.of("a secret of the test"));
    private static final FsOptions OPTIONS = new FsOptions(List.of(), List.of(), LARGEST_SENT);

    @TempDir
    private Path root;

    private FsStore files;

    @Override
    protected ObjectStore createStore() {
        files = new FsStore(new FsOptions(List.of(root), List.of(), OPTIONS.maxObjectBytes()), KEY, "us-east-1", clock);
        return new BelowDirectory(files, root.toString().substring(1) + "/");
    }

    @Override
    public long maxObjectBytes() {
        return OPTIONS.maxObjectBytes();
    }

    @Override
    public Set<Deviation> deviations() {
        return Set.of(Deviation.NO_KEYS_BELOW_A_KEY);
    }

    @Override
    public boolean holds(String key) {
        return Stream.of(key.split("/")).allMatch(name -> name.getBytes(StandardCharsets.UTF_8).length <= Roots.MAX_NAME_BYTES);
    }

    @Override
    public HttpAnswer send(HttpMethod method, String url, Map<String, String> headers, byte[] body) {
        return new VerifyingDoor("us-east-1", FsStore.BUCKET, KEY, files).send(method, url, headers, body);
    }
}
