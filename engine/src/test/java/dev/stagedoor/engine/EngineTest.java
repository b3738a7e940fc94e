package dev.stagedoor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the engine's tests share: a fixture each, and how an error is looked at. */
public abstract class EngineTest {
    public Fixture fixture;

    @BeforeEach
    void open(@TempDir Path directory) {
        fixture = new Fixture(directory);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    public static AbstractThrowableAssert<?, StagedoorException> assertRefused(ErrorCode code, ThrowingCallable call) {
        StagedoorException refusal = catchThrowableOfType(StagedoorException.class, call);
        assertThat(refusal).as("refusal").isNotNull();
        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
        return assertThat(refusal);
    }
}
