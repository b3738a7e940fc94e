package dev.stagedoor.storage.s3;

import dev.stagedoor.storage.contract.Deviation;
import dev.stagedoor.storage.contract.S3ProxyServer;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.contract.StoreName;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

@StoreName("s3 on s3proxy")
class S3ProxyStoreTest extends S3StoreContract {
    private static S3ProxyServer proxy;

    @BeforeAll
    static void start() throws Exception {
        proxy = S3ProxyServer.inMemory();
    }

    @AfterAll
    static void stop() throws Exception {
        proxy.close();
    }

    @Override
    S3Server server() {
        return proxy.server();
    }

    /** A page of S3 has 1,000 keys; {@link RadosGatewayStoreTest} lists more. */
    @Override
    public int manyListed() {
        return 2_500;
    }

    @Override
    public Set<Deviation> deviations() {
        return Set.of(
                Deviation.TIMES_TO_THE_SECOND,
                Deviation.NO_KEYS_BELOW_A_KEY,
                Deviation.LISTED_IN_UTF16_ORDER,
                // It looks the object up, and then opens it.
                Deviation.ETAG_OF_ANOTHER_VERSION);
    }
}
