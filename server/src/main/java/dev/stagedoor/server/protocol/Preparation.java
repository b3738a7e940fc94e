package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.Engine;
import dev.stagedoor.engine.StreamingLoad;
import dev.stagedoor.engine.statement.Prepared;
import dev.stagedoor.engine.statement.StageAttachment;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.StagedoorException;

/** Reads a text of statements, as {@link Engine} does. */
public interface Preparation {
    /** @throws StagedoorException when the text cannot be read */
    Prepared prepare(String sql, StatementContext context);

    /** The same with a file that the request names. */
    Prepared prepare(String sql, StageAttachment attachment, StatementContext context);

    /** An INSERT whose file comes next. */
    StreamingLoad streamingLoad(String sql, StatementContext context);

    /** What the engine makes of it. */
    static Preparation by(Engine engine) {
        return new Preparation() {
            @Override
            public Prepared prepare(String sql, StatementContext context) {
                return engine.prepare(sql, context);
            }

            @Override
            public Prepared prepare(String sql, StageAttachment attachment, StatementContext context) {
                return engine.prepare(sql, attachment, context);
            }

            @Override
            public StreamingLoad streamingLoad(String sql, StatementContext context) {
                return engine.streamingLoad(sql, context);
            }
        };
    }
}
