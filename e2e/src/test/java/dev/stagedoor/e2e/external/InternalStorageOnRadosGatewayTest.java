package dev.stagedoor.e2e.external;

import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.storage.contract.RadosGateway;
import dev.stagedoor.testsupport.Full;
import org.jspecify.annotations.Nullable;

/** In a real Ceph RADOS Gateway. */
@Full
@RequiresCommand({"radosgw", "ceph-osd", "curl"})
class InternalStorageOnRadosGatewayTest extends InternalStorageTests {
    private @Nullable RadosGateway gateway;

    @Override
    UserBucket createBucket(String name) {
        gateway = RadosGateway.start();
        return UserBucket.create(gateway.server(), name);
    }

    @Override
    void stopStore() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
    }
}
