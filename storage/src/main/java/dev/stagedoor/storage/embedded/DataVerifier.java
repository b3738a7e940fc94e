package dev.stagedoor.storage.embedded;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sqlite.InspectedDatabase;
import dev.stagedoor.sqlite.SqliteDamage;
import dev.stagedoor.storage.disk.CommitCounter;
import dev.stagedoor.storage.embedded.VerifyReport.Finding;
import dev.stagedoor.storage.embedded.VerifyReport.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Scrubs a data directory that no server uses: its parts are there, its databases are whole, every object has its content, and
 * every content its digest. Changes nothing, and leaves nothing behind.
 */
public final class DataVerifier {
    /** Told of what goes on; by any thread, one at a time. */
    public interface Progress {
        /** A database is being looked through, which may take a while. */
        void database(String name);

        /** So much has been read. */
        void contents(long objects, long ofObjects, long bytes, long ofBytes);

        /** Found just now. */
        void found(Finding finding);
    }

    /** Finds out why a server would refuse a file, as a clause; empty when it would not, or there is none. Changes nothing. */
    public interface Inspection {
        Optional<String> of(Path file) throws IOException;
    }

    /** @param file below the data directory */
    public record FileCheck(String file, Inspection damage) {}

    /**
     * @param file below the data directory
     * @param counter of a database in a file
     */
    public record DatabaseCheck(String file, Function<Path, CommitCounter> counter) {}

    /** What of a data directory is not this module's, and how it is looked at. */
    public record Others(List<FileCheck> files, List<DatabaseCheck> databases) {
        public Others {
            files = List.copyOf(files);
            databases = List.copyOf(databases);
        }
    }

    private final Path root;
    private final Others others;
    private final Progress progress;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> missing = new HashSet<>();
    private long damage;

    private DataVerifier(Path root, Others others, Progress progress) {
        this.root = root;
        this.others = others;
        this.progress = progress;
    }

    /**
     * Reads everything.
     *
     * @param others what lies there besides the signing key and the store
     * @throws StagedoorException {@code INVALID_CONFIG}, in one line, when the path is no data directory, a server
     *     uses it, or it cannot be read
     */
    public static VerifyReport verify(Path data, Others others, Progress progress) {
        try (var lock = DataDirectory.lockExisting(data)) {
            return new DataVerifier(lock.root(), others, progress).run();
        } catch (IOException e) {
            throw DataDirectory.unusable(data, String.valueOf(e.getMessage()), e);
        }
    }

    /** Several threads report what they find. */
    synchronized void found(Kind kind, String what, String detail) {
        damage++;
        Finding finding = new Finding(kind, what, detail);
        if (findings.size() < VerifyReport.MAX_FINDINGS) {
            findings.add(finding);
        }
        progress.found(finding);
    }

    synchronized void contents(long objects, long ofObjects, long bytes, long ofBytes) {
        progress.contents(objects, ofObjects, bytes, ofBytes);
    }

    private VerifyReport run() throws IOException {
        Set<DataPart> expected = PartList.in(root).expected(root);
        for (DataPart part : expected) {
            if (!DataPart.losable().contains(part)) {
                continue; // a directory without its key is a backup that must not be able to sign
            }
            for (String name : part.missing(root)) {
                missing.add(name);
                found(Kind.PART_MISSING, name, "it is missing");
            }
        }
        String signingKey = DataPart.SIGNING_KEY.entries().getFirst();
        checkFile(signingKey, SigningKeyFile.damage(root.resolve(signingKey)));
        for (FileCheck check : others.files()) {
            checkFile(check.file(), check.damage().of(root.resolve(check.file())));
        }
        for (DatabaseCheck check : others.databases()) {
            if (checkDatabase(check.file())) {
                checkChanges(check.file(), check.counter().apply(root.resolve(check.file())));
            }
        }
        Path store = DataPart.STORE.in(root);
        String index = "store/" + StoreFiles.INDEX;
        if (!checkDatabase(index)) {
            return report(0, 0, new BlobFiles.Strays(0, 0));
        }
        checkChanges(index, StoreFiles.counter(store));
        var contents = new ContentVerifier(this, store);
        contents.run();
        return report(contents.objects(), contents.bytes(), contents.strays());
    }

    private VerifyReport report(long objects, long bytes, BlobFiles.Strays strays) {
        return new VerifyReport(objects, bytes, damage, findings, strays.files(), strays.bytes());
    }

    /** @return whether the database can be read on */
    private boolean checkDatabase(String name) throws IOException {
        Path file = root.resolve(name);
        if (Files.notExists(file)) {
            return false;
        }
        progress.database(name);
        if (!Files.isRegularFile(file)) {
            found(Kind.DATABASE_DAMAGED, name, "it is no regular file");
            return false;
        }
        try (var database = InspectedDatabase.open(file);
                Statement statement = database.connection().createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA integrity_check(1)")) {
            if (rows.next() && rows.getString(1).equals("ok")) {
                return true;
            }
            found(Kind.DATABASE_DAMAGED, name, "its pages do not fit together");
        } catch (SQLException e) {
            found(Kind.DATABASE_DAMAGED, name, SqliteDamage.clause(e));
        }
        return false;
    }

    private void checkFile(String name, Optional<String> damage) {
        damage.filter(_ -> !missing.contains(name)).ifPresent(detail -> found(Kind.FILE_DAMAGED, name, detail));
    }

    private void checkChanges(String database, CommitCounter counter) throws IOException {
        try {
            long lost = counter.lost();
            if (lost > 0) {
                found(Kind.CHANGES_LOST, database, "it lacks " + CommitCounter.lacking(lost));
            } else if (counter.lacksMark()) {
                found(
                        Kind.PART_MISSING,
                        root.relativize(counter.mark()).toString(),
                        "it is missing or damaged: whether " + database + " lacks changes cannot be told");
            }
        } catch (SQLException e) {
            found(Kind.DATABASE_DAMAGED, database, SqliteDamage.clause(e));
        }
    }
}
