package dev.stagedoor.engine.presign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.Prepared.Cost;
import dev.stagedoor.storage.Capability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a PRESIGN may wait for, told before it runs. */
class PresignCostTest extends EngineTest {
    private Cost cost(String sql) {
        return fixture.engine.prepare(sql, Fixture.context()).cost();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRESIGN @~/f", "PRESIGN UPLOAD @s/f", "PRESIGN DOWNLOAD @s/f", "PRESIGN @nope/f"})
    void url_of_internal_storage_waits_for_nothing(String sql) {
        fixture.createStage("s");
        assertThat(cost(sql)).isEqualTo(Cost.INSTANT);
    }

    @Test
    void store_of_an_external_stage_may_have_to_be_opened() {
        fixture.engine.execute(
                "CREATE STAGE e URL = 's3://bucket/' CONNECTION = (ACCESS_KEY_ID = 'a' SECRET_ACCESS_KEY = 'b')", Fixture.context());
        assertThat(cost("PRESIGN @e/f")).isEqualTo(Cost.SHORT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRESIGN @~/f", "PRESIGN @s/f"})
    void internal_storage_that_is_not_behind_the_door_may_ask_for_credentials(String sql) {
        fixture.createStage("s");
        fixture.store.capabilities.remove(Capability.PRESIGN_ONE_TIME);
        assertThat(cost(sql)).isEqualTo(Cost.SHORT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LIST @~", "PRESIGN '@~/f'; PRESIGN '@~/g'", "SELECT 1", "SHOW STAGES"})
    void all_other_statements_are_open(String sql) {
        assertThat(cost(sql)).isEqualTo(Cost.OPEN);
    }
}
