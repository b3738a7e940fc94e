package dev.stagedoor.storage.embedded;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectStoreContract;
import dev.stagedoor.storage.contract.HttpAnswer;
import dev.stagedoor.storage.contract.StoreName;
import dev.stagedoor.storage.contract.VerifyingDoor;
import dev.stagedoor.storage.embedded.EmbeddedOptions.Durability;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

@StoreName("embedded")
class EmbeddedStoreTest extends ObjectStoreContract {
    private static final EmbeddedOptions OPTIONS = new EmbeddedOptions("stagedoor", "us-east-1", LARGEST_SENT, Durability.FULL);

    @TempDir
    private Path temporary;

    private DataDirectory directory;

    @Override
    protected ObjectStore createStore() {
        directory = DataDirectory.open(temporary.resolve("data"));
        return EmbeddedStore.open(directory, OPTIONS, clock);
    }

    @Override
    protected void dispose() {
        directory.close();
    }

    @Override
    public long maxObjectBytes() {
        return OPTIONS.maxObjectBytes();
    }

    @Override
    public HttpAnswer send(HttpMethod method, String url, Map<String, String> headers, byte[] body) {
        return new VerifyingDoor(OPTIONS.region(), OPTIONS.bucket(), directory.credential(), store).send(method, url, headers, body);
    }
}
