package dev.stagedoor.e2e.external;

import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.storage.contract.RadosGateway;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A user's bucket in a real Ceph RADOS Gateway. */
@RequiresCommand({"radosgw", "ceph-osd", "curl"})
class ExternalStageOnRadosGatewayTest extends ExternalStageTests {
    private @Nullable RadosGateway gateway;

    @Override
    UserBucket createBucket(String name, Path directory) {
        gateway = RadosGateway.start();
        return UserBucket.create(gateway.server(), name);
    }

    /**
     * databend-jdbc 0.2.8 sends the password it logs in with to the store when it downloads, and the gateway refuses a request with two
     * authorizations, as Amazon S3 does. So here, root has none.
     */
    @Override
    String password() {
        return "";
    }

    @Override
    void stopStore() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
    }
}
