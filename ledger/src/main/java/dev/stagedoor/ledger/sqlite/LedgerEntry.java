package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.ledger.IssuedPresign;
import java.util.Optional;

/**
 * What the journal holds, in the order of the calls.
 *
 * <p>As bytes: one for the kind, eight of the {@linkplain LedgerKey key}, and then what {@link LedgerFormat} says of the kind.
 */
sealed interface LedgerEntry {
    /** The row of the database that it is about. */
    long key();

    /** @param presign its times cut to the microsecond */
    record Issued(IssuedPresign presign) implements LedgerEntry {
        @Override
        public long key() {
            return LedgerKey.of(presign.id());
        }
    }

    /** @param at microseconds since 1970 UTC */
    record Used(long key, long at, long bytes, String clientAddress, Optional<String> refusal) implements LedgerEntry {}

    /** @param at when the file that arrived was modified, microseconds since 1970 UTC */
    record Arrived(long key, long at, long bytes) implements LedgerEntry {}
}
