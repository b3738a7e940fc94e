package dev.stagedoor.storage.embedded;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.s3v4.ReceivedRequest;
import dev.stagedoor.signing.s3v4.S3V4Verifier;
import dev.stagedoor.signing.s3v4.Verdict;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectStoreContract;
import dev.stagedoor.storage.embedded.EmbeddedOptions.Durability;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest extends ObjectStoreContract {
    private static final EmbeddedOptions OPTIONS = new EmbeddedOptions("stagedoor", "us-east-1", 3_000_000, Durability.FULL);

    @TempDir
    private Path temporary;

    private DataDirectory directory;

    @Override
    protected ObjectStore createStore() {
        directory = DataDirectory.open(temporary.resolve("data"));
        return EmbeddedStore.open(directory, OPTIONS, Clock.systemUTC());
    }

    @Override
    protected void dispose() {
        directory.close();
    }

    @Override
    protected long maxObjectBytes() {
        return OPTIONS.maxObjectBytes();
    }

    @Override
    protected boolean accepts(HttpMethod method, String url, Optional<String> contentType, Instant at) {
        URI uri = URI.create(url);
        ReceivedRequest request = new ReceivedRequest(
                method.name(),
                uri.getRawPath(),
                uri.getRawQuery(),
                name -> switch (name) {
                    case "host" -> List.of(uri.getAuthority());
                    case "content-type" -> contentType.stream().toList();
                    default -> List.of();
                });
        return new S3V4Verifier(OPTIONS.region(), directory.credential()).verify(request, at) instanceof Verdict.Granted;
    }
}
