package dev.stagedoor.e2e.terms;

import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.storage.contract.RadosGateway;
import dev.stagedoor.testsupport.Full;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A bucket in a real Ceph RADOS Gateway: what S3 has headers for. */
@Full
@RequiresCommand({"radosgw", "ceph-osd", "curl"})
class TermsOnRadosGatewayTest extends TermsTests {
    private @Nullable RadosGateway gateway;

    @Override
    String location() {
        gateway = RadosGateway.start();
        return BucketLocation.create(gateway.server(), "terms");
    }

    @Override
    Set<TermName> held() {
        return EnumSet.of(
                TermName.EXPIRE, TermName.CONTENT_TYPE, TermName.CONTENT_LENGTH, TermName.CHECKSUM_SHA256, TermName.OVERWRITE);
    }

    @Override
    void stopStore() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
    }
}
