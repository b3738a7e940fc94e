package dev.stagedoor.engine.statement;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.LocationException;
import dev.stagedoor.sql.OptionException;
import dev.stagedoor.sql.SqlSyntaxException;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last catch: what is not meant for the user becomes 1001 with an id, and the stack trace goes to the log under that id.
 */
public final class Defects {
    private static final Logger LOG = LoggerFactory.getLogger(Defects.class);

    private Defects() {}

    /** Runs {@code work}; every exception that leaves is a {@link StagedoorException}. */
    public static <T> T guard(Supplier<T> work) {
        try {
            return work.get();
        } catch (StagedoorException e) {
            throw e;
        } catch (SqlSyntaxException e) {
            throw new StagedoorException(ErrorCode.SYNTAX, e.getMessage(), e);
        } catch (LocationException e) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, e.getMessage(), e);
        } catch (OptionException e) {
            throw new StagedoorException(ErrorCode.INVALID_ARGUMENT, e.getMessage(), e);
        } catch (RuntimeException | StackOverflowError e) {
            throw report(e);
        }
    }

    /** A cursor whose every exception is a {@link StagedoorException}. */
    public static RowCursor guard(RowCursor cursor) {
        return new RowCursor() {
            @Override
            public @Nullable Row next() {
                try {
                    return cursor.next();
                } catch (StagedoorException e) {
                    throw e;
                } catch (RuntimeException e) {
                    throw report(e);
                }
            }

            @Override
            public boolean readBy(Reader reader) {
                return cursor.readBy(reader);
            }

            @Override
            public void close() {
                cursor.close();
            }
        };
    }

    private static StagedoorException report(Throwable defect) {
        String id = UUID.randomUUID().toString();
        LOG.error("internal error {}", id, defect);
        return new StagedoorException(
                ErrorCode.INTERNAL, "internal error " + id + ": the server's log says more under this id", defect);
    }
}
