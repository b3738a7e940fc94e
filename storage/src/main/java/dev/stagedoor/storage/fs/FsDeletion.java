package dev.stagedoor.storage.fs;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.disk.Directories;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files being deleted, each on its own. A link or a special file is no object, and stays. */
final class FsDeletion {
    private static final Logger LOG = LoggerFactory.getLogger(FsDeletion.class);

    private final Roots roots;
    private final Set<Path> changed = new LinkedHashSet<>();
    private final List<DeleteReport.Failure> failures = new ArrayList<>();
    private long deleted;

    FsDeletion(Roots roots) {
        this.roots = roots;
    }

    DeleteReport delete(Collection<String> keys) {
        for (String key : keys) {
            try {
                delete(roots.file(new ObjectKey(key)));
                deleted++;
            } catch (IOException e) {
                failures.add(new DeleteReport.Failure(key, String.valueOf(FsFailures.of(e).getMessage())));
            } catch (StagedoorException e) {
                failures.add(new DeleteReport.Failure(key, String.valueOf(e.getMessage())));
            }
        }
        changed.forEach(FsDeletion::force);
        return new DeleteReport(deleted, failures);
    }

    private void delete(FsPath path) throws IOException {
        try (SecureDirectory directory = SecureDirectory.open(path)) {
            if (directory.attributes(path.name()).isRegularFile()) {
                directory.deleteFile(path.name());
                changed.add(path.directory());
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            LOG.trace("{} is not there", path.name());
        }
    }

    /** A deletion that a power cut undoes is no loss of data; one that cannot be synced is only logged. */
    private static void force(Path directory) {
        try {
            Directories.force(directory);
        } catch (IOException e) {
            LOG.warn("Could not sync the directory {} after deleting from it", directory, e);
        }
    }
}
