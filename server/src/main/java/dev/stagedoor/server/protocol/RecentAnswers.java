package dev.stagedoor.server.protocol;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.server.http.JsonBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The answers to statements that changed something, for a short while: a client whose connection broke sends the statement again under the
 * same query id, and must hear that its stage was created, not that it exists already. Reading statements are simply run again.
 */
final class RecentAnswers {
    private static final long MAX_BYTES = 8L << 20;
    private static final Duration MEMORY = Duration.ofMinutes(2);

    private record Answer(String user, String sql, JsonBuffer body) {
        int weight() {
            return 200 + user.length() + sql.length() * 2 + body.length();
        }
    }

    private final Cache<String, Answer> byId = Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher((String id, Answer answer) -> answer.weight())
            .expireAfterWrite(MEMORY)
            .ticker(Ticker.systemTicker())
            .executor(Runnable::run)
            .build();

    void remember(String id, Principal principal, String sql, JsonBuffer body) {
        byId.put(id, new Answer(principal.user(), sql, body));
    }

    /** What the same statement of the same user was answered under this id, or null. */
    @Nullable JsonBuffer find(String id, Principal principal, String sql) {
        Answer answer = byId.getIfPresent(id);
        return answer != null && answer.user.equals(principal.user()) && answer.sql.equals(sql) ? answer.body : null;
    }
}
