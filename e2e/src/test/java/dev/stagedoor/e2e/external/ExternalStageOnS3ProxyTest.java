package dev.stagedoor.e2e.external;

import dev.stagedoor.storage.contract.S3ProxyServer;
import dev.stagedoor.testsupport.Full;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A user's bucket in s3proxy, which verifies signatures. */
@Full
class ExternalStageOnS3ProxyTest extends ExternalStageTests {
    private @Nullable S3ProxyServer proxy;

    @Override
    UserBucket createBucket(String name, Path directory) throws Exception {
        proxy = S3ProxyServer.inMemory();
        return UserBucket.create(proxy.server(), name);
    }

    @Override
    void stopStore() throws Exception {
        if (proxy != null) {
            proxy.close();
        }
    }
}
