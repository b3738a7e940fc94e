package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.ledger.PresignRecord.Outcome;
import dev.stagedoor.ledger.PresignRecords;
import dev.stagedoor.ledger.PresignScope;
import dev.stagedoor.ledger.PresignUse;
import dev.stagedoor.ledger.Revocation;
import dev.stagedoor.ledger.UploadPlans;
import dev.stagedoor.ledger.sqlite.LedgerTables.Applied;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.sqlite.DatabaseFile;
import dev.stagedoor.sqlite.ReaderPool;
import dev.stagedoor.sqlite.SqliteDamage;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.PresignTerms;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of a single server process, in a directory of its own: a journal that is mapped into memory, and a SQLite database (WAL). What
 * is issued and used goes into the journal, which costs less than a microsecond, and from there into the database by one thread, many rows
 * in a transaction. Claims and revocations are in the database, synced, before they count; the door asks for them in memory.
 *
 * <p>While the database cannot be written (a full disk), URLs can be issued until the journal is full; after that they are refused, and
 * none that was issued is lost. Times are kept to the microsecond.
 */
public final class SqlitePresignLedger implements PresignLedger {
    private static final Logger LOG = LoggerFactory.getLogger(SqlitePresignLedger.class);

    /** Of the journal: the URLs of a second at 30,000 a second. */
    static final int JOURNAL_BYTES = 8 << 20;

    private static final int MIN_READERS = 2;

    /** How many rows a revocation reads at a time to count them. */
    private static final int COUNTED_AT_A_TIME = 1000;

    private final JournalFile file;
    private final LedgerTables tables;
    private final Clock clock;
    private final PresignIds ids;
    private final Journal journal;
    private final LedgerWriter writer;
    private final ReaderPool<LedgerReader> readers;
    private final Revocations revocations = new Revocations();
    private final Map<Long, Long> claims = new ConcurrentHashMap<>();
    private final Forgotten forgotten = new Forgotten();
    private final AwaitedUploads uploads = new AwaitedUploads();
    private final UploadPlans uploadPlans;
    private final ReentrantLock revoking = new ReentrantLock();

    private SqlitePresignLedger(DatabaseFile database, JournalFile file, LedgerTables tables, LedgerOptions options, Clock clock)
            throws SQLException {
        this.file = file;
        this.tables = tables;
        this.clock = clock;
        this.journal = new Journal(file, recover(file, tables));
        this.ids = new PresignIds(file, tables.latestKey(), clock);
        this.readers = new ReaderPool<>(MIN_READERS, () -> new LedgerReader(database.connectReader()), LedgerFailures.OF_READERS);
        load();
        this.writer = new LedgerWriter(tables, journal, new LedgerUpkeep(options, clock, file::lastKey, revocations, claims, forgotten));
        this.uploadPlans = new SqliteUploadPlans(writer, readers);
        writer.start();
    }

    /**
     * @param directory made when it does not exist; belongs to the ledger alone
     * @throws StagedoorException {@code INVALID_CONFIG} when it cannot be opened
     */
    public static SqlitePresignLedger open(Path directory, LedgerOptions options, Clock clock) {
        return open(directory, options, clock, JOURNAL_BYTES);
    }

    /** @param journalBytes of a new journal */
    static SqlitePresignLedger open(Path directory, LedgerOptions options, Clock clock, int journalBytes) {
        try {
            LedgerFiles files = LedgerFiles.in(directory);
            JournalFile file = JournalFile.open(files.journal(), journalBytes);
            boolean opened = false;
            try {
                requireAcknowledged(directory, files);
                var ledger = open(files, file, options, clock);
                opened = true;
                return ledger;
            } finally {
                if (!opened) {
                    file.close();
                }
            }
        } catch (JournalFile.DamagedJournalException e) {
            throw LedgerFailures.damaged(directory, "cannot be opened: " + e.getMessage(), "its journal is no journal", e);
        } catch (JournalFile.NotAJournalException e) {
            throw LedgerFailures.cannotOpen(directory, "cannot be opened: " + e.getMessage(), e);
        } catch (IOException e) {
            String reason = "cannot be opened (" + e.getClass().getSimpleName() + "). Check the data directory and its disk.";
            throw LedgerFailures.cannotOpen(directory, reason, e);
        } catch (SQLException | IllegalArgumentException | BufferUnderflowException | InternalError e) {
            String reason = "could not be read. Restore it from a backup, or start with another data directory.";
            Optional<String> damage = SqliteDamage.of(e);
            if (damage.isEmpty() && e instanceof SQLException) {
                throw LedgerFailures.cannotOpen(directory, reason, e);
            }
            throw LedgerFailures.damaged(directory, reason, damage.orElse("an entry cannot be read"), e);
        }
    }

    /** Without its last changes, URLs that were revoked or used up would live again. */
    private static void requireAcknowledged(Path directory, LedgerFiles files) throws IOException, SQLException {
        long lost = files.counter().lost();
        if (lost > 0) {
            throw LedgerFailures.lacksChanges(directory, lost);
        }
    }

    private static SqlitePresignLedger open(LedgerFiles files, JournalFile file, LedgerOptions options, Clock clock)
            throws SQLException, IOException {
        DatabaseFile database = LedgerDatabase.at(files.database());
        LedgerTables tables = openTables(files, database);
        boolean opened = false;
        try {
            var ledger = new SqlitePresignLedger(database, file, tables, options, clock);
            opened = true;
            return ledger;
        } finally {
            if (!opened) {
                tables.close();
            }
        }
    }

    private static LedgerTables openTables(LedgerFiles files, DatabaseFile database) throws SQLException, IOException {
        Connection connection = database.connectWriter();
        boolean opened = false;
        try {
            var tables = new LedgerTables(connection, files.commits());
            opened = true;
            return tables;
        } finally {
            if (!opened) {
                connection.close();
            }
        }
    }

    /** Enters what an earlier process left in the journal. @return the epoch of this process */
    private static long recover(JournalFile file, LedgerTables tables) throws SQLException {
        boolean done = false;
        tables.begin(true);
        try {
            Applied applied = tables.applied();
            file.recover(applied.epoch(), applied.position(), tables::enter);
            long epoch = applied.epoch() + 1;
            tables.applied(new Applied(epoch, 0));
            tables.commit();
            done = true;
            return epoch;
        } finally {
            if (!done) {
                tables.rollback();
            }
        }
    }

    private void load() throws SQLException {
        // Without a look at the clock, which may be ahead: what has expired is forgotten by the upkeep alone.
        forgotten.load(tables.forgotten());
        tables.claims(claims::put);
        tables.revoked(revocations::add);
        revocations.add(tables.watermarks());
        tables.awaited(AwaitedUploads.MAX_AWAITED).forEach(uploads::add);
    }

    @Override
    public PresignId nextId() {
        return ids.next();
    }

    @Override
    public boolean hasRoom() {
        return journal.hasRoom();
    }

    /**
     * {@inheritDoc}
     *
     * @throws StagedoorException also {@code BAD_ARGUMENTS}, when a text is longer than {@link LedgerFormat} takes: 1,024 bytes of UTF-8
     *     for the path and each name, 4 KiB for the terms
     */
    @Override
    public void issued(IssuedPresign presign) {
        journal.append(LedgerFormat.issued(presign));
        if (presign.method() == HttpMethod.PUT && !presign.door()) {
            uploads.add(presign);
        }
    }

    @Override
    public Optional<PresignRecord> find(PresignId id) {
        writer.flush();
        return readers.read(reader -> reader.find(LedgerKey.of(id)))
                .filter(found -> found.issued().id().equals(id))
                .map(this::withRevocation);
    }

    @Override
    public PresignRecords records() {
        writer.flush();
        return new StoredRecords(readers, this::withRevocation);
    }

    private PresignRecord withRevocation(PresignRecord row) {
        if (row.outcome() == Outcome.REVOKED || !revocations.stopped(row.issued())) {
            return row;
        }
        return new PresignRecord(
                row.issued(), Outcome.REVOKED, row.firstUsedAt(), row.lastUsedAt(), row.uses(), row.bytes(), row.usedFrom(), row.refusal());
    }

    @Override
    public boolean isRevoked(PresignId id) {
        long key = LedgerKey.of(id);
        if (revocations.isRevoked(key)) {
            return true;
        }
        if (!revocations.mayConcern(key)) {
            return false;
        }
        Optional<IssuedPresign> issued = readers.read(reader -> reader.issued(key));
        if (issued.isEmpty()) {
            writer.flush();
            issued = readers.read(reader -> reader.issued(key));
        }
        // What cannot be shown not to be revoked is.
        return issued.isEmpty() || revocations.concerns(issued.get());
    }

    @Override
    public boolean hadExpired(PresignId id, Instant expiresAt) {
        return forgotten.covers(LedgerKey.of(id), LedgerFormat.micros(expiresAt));
    }

    @Override
    public boolean claim(PresignId id, Instant expiresAt) {
        long key = LedgerKey.of(id);
        long until = LedgerFormat.micros(expiresAt);
        if (claims.putIfAbsent(key, until) != null) {
            return false;
        }
        if (forgotten.covers(key, until)) {
            claims.remove(key);
            return false;
        }
        boolean durable = false;
        try {
            writer.change(tables -> tables.claim(key, until));
            durable = true;
            return true;
        } finally {
            if (!durable) {
                claims.remove(key);
            }
        }
    }

    @Override
    public void release(PresignId id) {
        long key = LedgerKey.of(id);
        writer.change(tables -> tables.release(key));
        claims.remove(key);
    }

    @Override
    public void used(PresignUse use) {
        journal.append(LedgerFormat.used(use));
    }

    /** {@inheritDoc} Counted is what the door refuses from now on: a URL that was revoked before and has not expired counts again. */
    @Override
    public Optional<Revocation> revoke(PresignId id) {
        Optional<IssuedPresign> found = find(id).map(PresignRecord::issued);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        long key = LedgerKey.of(id);
        long expiresAt = LedgerFormat.micros(found.get().expiresAt());
        Instant now = clock.instant();
        if (!found.get().expiresAt().isAfter(now)) {
            return Optional.of(new Revocation(0, 0, Optional.empty()));
        }
        writer.change(tables -> tables.revoke(key, expiresAt));
        revocations.add(key, expiresAt);
        var count = new RevocationCount();
        count.add(found.get());
        return Optional.of(count.result());
    }

    /**
     * {@inheritDoc} Counted is what was not revoked before. Takes time linear in the URLs of all scopes that were issued within the last
     * seven days and since the scope was last revoked, which it reads to count them; they can be issued and used meanwhile.
     */
    @Override
    public Revocation revokeAll(PresignScope scope) {
        revoking.lock();
        try {
            long upTo = LedgerKey.of(nextId());
            Instant now = clock.instant();
            writer.flush();
            Revocation revocation = count(scope, upTo, now);
            boolean concerned = revocation.stopped() + revocation.beyondReach() > 0;
            var watermark = new Watermark(scope, upTo, LedgerFormat.micros(now), concerned);
            Optional<Watermark> replaced = revocations.newest(scope).filter(newest -> !newest.concerned());
            writer.change(tables -> {
                if (replaced.isPresent()) {
                    tables.deleteWatermark(replaced.get().key());
                }
                tables.revoke(watermark);
            });
            revocations.add(List.of(watermark));
            return revocation;
        } finally {
            revoking.unlock();
        }
    }

    /** {@inheritDoc} Takes as long as {@link #revokeAll}. */
    @Override
    public Revocation wouldRevoke(PresignScope scope) {
        writer.flush();
        return count(scope, LedgerKey.of(nextId()), clock.instant());
    }

    private Revocation count(PresignScope scope, long upTo, Instant now) {
        var count = new RevocationCount();
        // What stands before the scope's newest watermark was revoked by it.
        long revoked = revocations.newest(scope).map(Watermark::key).orElse(0L);
        long after = Math.max(revoked, LedgerKey.at(now.minus(PresignTerms.MAX_EXPIRE)) - 1);
        List<IssuedPresign> page;
        do {
            long from = after;
            page = readers.read(reader -> reader.live(from, upTo, LedgerFormat.micros(now), COUNTED_AT_A_TIME));
            for (IssuedPresign presign : page) {
                after = LedgerKey.of(presign.id());
                if (Watermark.scopesOf(presign).contains(scope) && !revocations.isRevoked(after) && !revocations.concerns(presign)) {
                    count.add(presign);
                }
            }
        } while (page.size() == COUNTED_AT_A_TIME);
        return count.result();
    }

    @Override
    public ArrivalWatch watch(PresignScope stage) {
        if (uploads.isEmpty(stage)) {
            return ArrivalWatch.NONE;
        }
        return (path, bytes, lastModified) -> uploads.saw(stage, path, bytes, lastModified)
                .forEach(arrived -> journal.append(LedgerFormat.arrived(arrived)));
    }

    @Override
    public UploadPlans uploads() {
        return uploadPlans;
    }

    /** Moves what is in the journal into the database. What cannot be moved stays there for the next start. */
    @Override
    public void close() {
        journal.close();
        writer.close();
        readers.close();
        try {
            tables.close();
            file.close();
        } catch (SQLException | IOException e) {
            LOG.warn("The ledger of presigned URLs could not be closed", e);
        }
    }
}
