package dev.stagedoor.engine.statement;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.storage.PresignId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a statement gave. */
public sealed interface StatementResult {
    /** Sentences for the user beside the result. */
    List<String> warnings();

    /** The client's session from now on, when it was changed. */
    Optional<SessionState> session();

    /** The URLs that were issued, as the ledger knows them. */
    List<PresignId> presigned();

    /**
     * A result set. Whoever receives it closes the cursor.
     *
     * @param session the client's session from now on, when a statement before this one, in the same text, changed it
     */
    record Rows(
            List<Column> schema, RowCursor cursor, List<String> warnings, Optional<SessionState> session, List<PresignId> presigned)
            implements StatementResult {
        public Rows {
            schema = List.copyOf(schema);
            warnings = List.copyOf(warnings);
            presigned = List.copyOf(presigned);
        }

        /** Of a statement that changes no session, as no statement with rows does. */
        public Rows(List<Column> schema, RowCursor cursor, List<String> warnings) {
            this(schema, cursor, warnings, Optional.empty(), List.of());
        }
    }

    /**
     * No result set.
     *
     * @param session the client's session from now on, when the statement changed it
     */
    record Done(Optional<SessionState> session, List<String> warnings) implements StatementResult {
        /** Done, nothing to say, the session as it was. */
        public static final Done DONE = new Done(Optional.empty(), List.of());

        @Override
        public List<PresignId> presigned() {
            return List.of();
        }

        /** With a session that it was given before the statement ran, unless the statement changed it further. */
        public Done orSession(SessionState settled) {
            return session.isPresent() ? this : new Done(Optional.of(settled), warnings);
        }

        public Done andWarnings(List<String> more) {
            return more.isEmpty() ? this : new Done(session, Stream.concat(warnings.stream(), more.stream()).toList());
        }

        public Done {
            warnings = List.copyOf(warnings);
        }
    }
}
