package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StageAttachment;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/query}.
 *
 * @param sessionId as the client sent it, to be echoed
 * @param waitSeconds how long the client is willing to wait for the first answer
 * @param maxPageRows how many rows it wants in a page
 * @param hasParameters whether it sent values for {@code ?} placeholders
 * @param attachment the staged file that it names
 */
record QueryRequest(
        String sql,
        SessionState session,
        @Nullable String sessionId,
        OptionalLong waitSeconds,
        OptionalLong maxPageRows,
        boolean hasParameters,
        Optional<StageAttachment> attachment) {}
