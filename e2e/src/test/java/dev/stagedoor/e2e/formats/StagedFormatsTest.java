package dev.stagedoor.e2e.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.testsupport.Full;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server with a stage on every kind of store. Files of every format and compression go up by presigned URLs, and are queried where they
 * are. {@code -Pfull -Dstagedoor.docs.write=true} writes the table of docs/stores.md.
 */
@Full
@RequiresCommand({"node", "npm", "radosgw", "ceph-osd"})
class StagedFormatsTest {
    @TempDir
    private Path directory;

    private StoreWorld world;

    @Test
    void every_format_with_every_compression_is_read_from_every_store() throws Exception {
        List<Sample> samples = new ArrayList<>(TextSamples.all(directory));
        samples.addAll(ColumnarSamples.all(directory));
        try (StoreWorld opened = new StoreWorld(directory)) {
            world = opened;
            Map<String, List<String>> found = new LinkedHashMap<>();
            world.locations().forEach((store, location) -> found.put(store, outcomes("stage_" + found.size(), location, samples)));

            assertThat(found).allSatisfy((store, cells) -> assertThat(cells).as(store).containsOnly("yes"));
            new FormatTable(samples, found).compareOrWrite();
        }
    }

    private List<String> outcomes(String stage, String location, List<Sample> samples) {
        sql().query("CREATE STAGE " + stage + " " + location);
        return samples.stream().map(sample -> outcome(stage, sample)).toList();
    }

    private String outcome(String stage, Sample sample) {
        try {
            world.upload(stage, sample.name(), sample.content());
            sql().query(sample.createFormat());
            var row = sql().query(sample.query(stage)).rows().getFirst();
            String answer = row.get(0).orElse("NULL") + " " + row.get(1).orElse("NULL");
            return answer.equals(Sample.ANSWER) ? "yes" : sample + " gave " + answer;
        } catch (SqlClient.SqlError | IOException e) {
            return sample + ": " + e.getMessage();
        }
    }

    private SqlClient sql() {
        return world.server().sql();
    }
}
