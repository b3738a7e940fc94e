package dev.stagedoor.storage.opendal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectStoreContract;
import dev.stagedoor.storage.contract.ContractResults;
import dev.stagedoor.storage.contract.Curl;
import dev.stagedoor.storage.contract.Deviation;
import dev.stagedoor.storage.contract.HttpAnswer;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.contract.StoreName;
import dev.stagedoor.storage.location.AzblobLocation;
import dev.stagedoor.testsupport.Full;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.http.SdkHttpClient;

@Full
@StoreName("azblob (Azurite)")
class OpendalAzblobContractTest extends ObjectStoreContract {
    private static Azurite azurite;
    private static SdkHttpClient http;

    private AzblobLocation location;

    @BeforeAll
    static void startAzurite() throws Exception {
        Optional<String> missing = Azurite.missing();
        if (missing.isPresent()) {
            ContractResults.writeSkipped(OpendalAzblobContractTest.class, missing.get());
        }
        assumeTrue(missing.isEmpty(), missing.orElse(""));
        azurite = Azurite.start();
        http = S3Server.http();
    }

    @AfterAll
    static void stopAzurite() {
        if (azurite != null) {
            azurite.close();
            http.close();
        }
    }

    @Override
    protected ObjectStore createStore() {
        location = azurite.createContainer();
        return OpendalStore.open(location, clock, _ -> {}, http);
    }

    @Override
    protected void dispose() {
        azurite.deleteContainer(location.container());
    }

    @Override
    public long maxObjectBytes() {
        return OpendalStore.MAX_PUT_BYTES;
    }

    /** Azurite takes 20 ms to delete one blob of 12,000. */
    @Override
    public int manyDeleted() {
        return 1_000;
    }

    @Override
    public Set<Deviation> deviations() {
        return Set.of(
                Deviation.ETAG_IS_NOT_MD5,
                Deviation.TIMES_TO_THE_SECOND,
                Deviation.CONTENT_TYPE_NOT_SIGNED,
                Deviation.READERS_MAY_BREAK_OFF,
                Deviation.UPLOADS_ARE_NOT_LISTED,
                Deviation.ABORTED_PARTS_REMAIN,
                Deviation.ANY_PART_WITH_ONE_URL);
    }

    /** Azure has no control characters, and takes a backslash for a slash; OpenDAL drops white space at the end. */
    @Override
    public boolean holds(String key) {
        return key.codePoints().noneMatch(c -> Character.isISOControl(c) || c == '\\' || c >= 0xFFFE && c <= 0xFFFF) && !key.endsWith(" ");
    }

    @Override
    public HttpAnswer send(HttpMethod method, String url, Map<String, String> headers, byte[] body) {
        return Curl.send(method, url, headers, body);
    }
}
