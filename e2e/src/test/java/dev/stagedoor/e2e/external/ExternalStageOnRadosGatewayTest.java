package dev.stagedoor.e2e.external;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.storage.contract.RadosGateway;
import dev.stagedoor.testsupport.Full;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A user's bucket in a real Ceph RADOS Gateway. */
@Full
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

    /** So databend-jdbc cannot download here with a password: docs/clients.md says so. */
    @Test
    void request_with_two_authorizations_is_refused_by_the_gateway() {
        sql.query("CREATE STAGE twice URL = " + bucket.location("/twice/"));
        assertThat(curl.run("-T", "books.parquet", sql.presign("UPLOAD", "twice", "a").url().toString()).status()).isEqualTo(200);
        String url = sql.presign("DOWNLOAD", "twice", "a").url().toString();

        assertThat(curl.run(url).status()).isEqualTo(200);
        assertThat(curl.run("-u", "root:password", url).status()).isEqualTo(400);
    }
}
