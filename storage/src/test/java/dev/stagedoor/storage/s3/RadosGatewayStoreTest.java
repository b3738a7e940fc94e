package dev.stagedoor.storage.s3;

import dev.stagedoor.storage.contract.Deviation;
import dev.stagedoor.storage.contract.RadosGateway;
import dev.stagedoor.storage.contract.RequiresProgram;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.contract.StoreName;
import dev.stagedoor.testsupport.Full;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

@Full
@StoreName("s3 on RADOS Gateway")
@RequiresProgram(RadosGateway.PROGRAM)
@ExtendWith(RadosGateway.Running.class)
class RadosGatewayStoreTest extends S3StoreContract {
    private static S3Server server;

    @BeforeAll
    static void start(RadosGateway gateway) {
        server = gateway.server();
    }

    @Override
    S3Server server() {
        return server;
    }

    @Override
    public Set<Deviation> deviations() {
        return Set.of(Deviation.TIMES_TO_THE_SECOND, Deviation.METADATA_NAMES_WITHOUT_UNDERSCORES);
    }
}
