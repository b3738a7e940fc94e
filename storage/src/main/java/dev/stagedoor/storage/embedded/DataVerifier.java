package dev.stagedoor.storage.embedded;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.embedded.VerifyReport.Finding;
import dev.stagedoor.storage.embedded.VerifyReport.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.sqlite.SQLiteConfig;

/**
 * Scrubs a data directory that no server uses: its parts are there, its databases are whole, every object has its content, and every content its
 * digest. Changes nothing.
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

    private static final List<String> DATABASES = List.of("catalog.db", "ledger/ledger.db");

    private final Path root;
    private final Progress progress;
    private final List<Finding> findings = new ArrayList<>();
    private long damage;

    private DataVerifier(Path root, Progress progress) {
        this.root = root;
        this.progress = progress;
    }

    /**
     * Reads everything.
     *
     * @throws StagedoorException {@code INVALID_CONFIG}, in one line, when the path is no data directory, a server uses it, or it cannot be read
     */
    public static VerifyReport verify(Path data, Progress progress) {
        try (var lock = DataDirectory.lockExisting(data)) {
            return new DataVerifier(lock.root(), progress).run();
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
            part.missing(root).forEach(name -> found(Kind.PART_MISSING, name, "it is missing"));
        }
        DATABASES.forEach(this::checkDatabase);
        Path store = DataPart.STORE.in(root);
        if (!checkDatabase("store/" + StoreFiles.INDEX)) {
            return report(0, 0, new BlobFiles.Strays(0, 0));
        }
        checkChanges(store);
        var contents = new ContentVerifier(this, store);
        contents.run();
        return report(contents.objects(), contents.bytes(), contents.strays());
    }

    private VerifyReport report(long objects, long bytes, BlobFiles.Strays strays) {
        return new VerifyReport(objects, bytes, damage, findings, strays.files(), strays.bytes());
    }

    /** @return whether the database can be read on */
    private boolean checkDatabase(String name) {
        Path file = root.resolve(name);
        if (Files.notExists(file)) {
            return false;
        }
        progress.database(name);
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file.toUri());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA integrity_check(1)")) {
            String verdict = rows.next() ? rows.getString(1) : "no answer";
            if (verdict.equals("ok")) {
                return true;
            }
            found(Kind.DATABASE_DAMAGED, name, firstLine(verdict));
        } catch (SQLException e) {
            found(Kind.DATABASE_DAMAGED, name, firstLine(String.valueOf(e.getMessage())));
        }
        return false;
    }

    private static String firstLine(String text) {
        return Arrays.stream(text.split("\n")).filter(line -> !line.startsWith("***")).findFirst().orElse(text);
    }

    private void checkChanges(Path store) throws IOException {
        try {
            long lost = StoreFiles.counter(store).lost();
            if (lost > 0) {
                found(Kind.CHANGES_LOST, "store/" + StoreFiles.INDEX, "its last " + lost + " changes, which had been answered, are not in it");
            }
        } catch (SQLException e) {
            found(Kind.DATABASE_DAMAGED, "store/" + StoreFiles.INDEX, firstLine(String.valueOf(e.getMessage())));
        }
    }
}
