package dev.stagedoor.engine.query;

import dev.stagedoor.storage.contract.RadosGateway;
import dev.stagedoor.storage.contract.RequiresProgram;
import dev.stagedoor.testsupport.Full;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is fetched of Parquet files in a Ceph RADOS Gateway. */
@Full
@RequiresProgram(RadosGateway.PROGRAM)
@ExtendWith(RadosGateway.Running.class)
class SparseParquetRadosTest {
    @TempDir
    private Path scratch;

    @Test
    void only_what_a_query_needs_is_fetched_and_that_once(RadosGateway gateway) throws Exception {
        try (ParquetFiles files = new ParquetFiles(gateway.server(), scratch)) {
            files.requireOnlyNeeded("bytes");
            files.requireFooterAlone("footer");
        }
    }
}
