package dev.stagedoor.engine.file;

import static dev.stagedoor.engine.Fixture.at;
import static dev.stagedoor.engine.Fixture.firstColumn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.EngineOptions;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.sql.Statement;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's internal storage as a part of somebody's bucket. */
class InternalRootTest {
    private Fixture fixture;

    @BeforeEach
    void open(@TempDir Path directory) {
        fixture = new Fixture(directory, "tenants/a/", EngineOptions.DEFAULT, System::nanoTime);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void user_and_internal_stages_lie_below_the_root() {
        fixture.createStage("s");
        assertThat(fixture.engine.uploadTarget(at("~", "f"), Fixture.ROOT).key().value()).isEqualTo("tenants/a/stage/user/root/f");
        assertThat(fixture.engine.uploadTarget(at("s", "d/f"), Fixture.ROOT).key().value()).isEqualTo("tenants/a/stage/internal/s/d/f");
        fixture.store.add("tenants/a/stage/internal/s/d/f", 1);
        fixture.store.add("stage/internal/s/elsewhere", 1);
        assertThat(firstColumn(fixture.list("s", ""))).containsExactly("d/f");
        fixture.run(new Statement.RemoveFiles(at("s", "d"), Optional.empty()));
        assertThat(fixture.store.objects).containsOnlyKeys("stage/internal/s/elsewhere");
    }

    @Test
    void dropped_stage_takes_its_own_files_alone() {
        fixture.createStage("s");
        fixture.store.add("tenants/a/stage/internal/s/f", 1);
        fixture.store.add("tenants/a/stage/internal/s2/f", 1);
        fixture.store.add("tenants/b/stage/internal/s/f", 1);
        fixture.store.add("stage/internal/s/f", 1);
        fixture.run(new Statement.DropStage("s", false));
        assertThat(fixture.store.objects)
                .containsOnlyKeys("stage/internal/s/f", "tenants/a/stage/internal/s2/f", "tenants/b/stage/internal/s/f");
    }
}
