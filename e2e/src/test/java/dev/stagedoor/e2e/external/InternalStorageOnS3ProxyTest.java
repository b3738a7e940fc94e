package dev.stagedoor.e2e.external;

import dev.stagedoor.storage.contract.S3ProxyServer;
import org.jspecify.annotations.Nullable;

/** In s3proxy. */
class InternalStorageOnS3ProxyTest extends InternalStorageTests {
    private @Nullable S3ProxyServer proxy;

    @Override
    UserBucket createBucket(String name) throws Exception {
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
