package dev.stagedoor.storage.fs;

import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.disk.Directories;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file being put: written under a reserved name in its directory, forced to the disk, and only then given its own name in one step.
 * What breaks off leaves nothing but, when the process is killed, a file of a reserved name, which nobody sees and nobody deletes.
 */
final class FsUpload {
    private static final Logger LOG = LoggerFactory.getLogger(FsUpload.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_BYTES = 12;

    private final FsPath path;
    private final FsBody body;
    private final PutConditions conditions;
    private final Path temporary;

    FsUpload(FsPath path, FsBody body, PutConditions conditions) {
        this.path = path;
        this.body = body;
        this.conditions = conditions;
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        this.temporary = Path.of(Roots.RESERVED + HexFormat.of().formatHex(random));
    }

    /** What is known of the new file. */
    FileTag put() throws IOException {
        try (SecureDirectory directory = openDirectory()) {
            refuseOthers(directory);
            try {
                FileTag tag = write(directory);
                commit(directory);
                return tag;
            } finally {
                discard(directory);
            }
        }
    }

    /**
     * The JDK creates directories by path only. Whoever may write in a root could put a link in the way just then and have an empty
     * directory made elsewhere, but no more: it is opened as a name in its parent, like all others.
     */
    private SecureDirectory openDirectory() throws IOException {
        SecureDirectory directory = SecureDirectory.root(path.root());
        Path parentPath = path.root();
        for (Path name : path.directories()) {
            try (SecureDirectory parent = directory) {
                if (parent.find(name).isEmpty()) {
                    create(parentPath, name);
                }
                directory = parent.child(name);
                parentPath = parentPath.resolve(name);
            }
        }
        return directory;
    }

    private static void create(Path parent, Path name) throws IOException {
        try {
            Files.createDirectory(parent.resolve(name));
            Directories.force(parent);
        } catch (FileAlreadyExistsException e) {
            LOG.trace("Another upload made {}", name);
        }
    }

    private void refuseOthers(SecureDirectory directory) throws IOException {
        Optional<BasicFileAttributes> present = directory.find(path.name());
        if (present.isEmpty()) {
            return;
        }
        if (present.get().isDirectory()) {
            throw FsFailures.directoryInTheWay();
        }
        if (!present.get().isRegularFile()) {
            throw FsFailures.notAFile(path.name());
        }
        if (conditions.onlyIfAbsent()) {
            throw FsFailures.exists(); // decided again at the commit; this only spares the client the upload
        }
    }

    private FileTag write(SecureDirectory directory) throws IOException {
        try (FileChannel file = directory.create(temporary)) {
            String etag = body.writeTo(file);
            FileTag tag = FileTag.of(directory.attributes(temporary), etag, conditions.attributes());
            tag.write(path.directory().resolve(temporary));
            file.force(true);
            return tag;
        }
    }

    private void commit(SecureDirectory directory) throws IOException {
        if (conditions.onlyIfAbsent()) {
            link();
        } else {
            directory.rename(temporary, path.name());
        }
        Directories.force(path.directory());
    }

    /** A second name is given only if nobody has it, which a rename does not heed. */
    private void link() throws IOException {
        Path directory = path.directory();
        try {
            Files.createLink(directory.resolve(path.name()), directory.resolve(temporary));
        } catch (UnsupportedOperationException e) {
            throw new StorageException(Kind.UNSUPPORTED, "this file system has no hard links, which putting only if absent needs", e);
        }
    }

    private void discard(SecureDirectory directory) {
        try {
            directory.deleteFile(temporary);
        } catch (NoSuchFileException e) {
            LOG.trace("{} has its own name now", path.name());
        } catch (IOException e) {
            LOG.warn("Could not delete the unfinished file {} in {}", temporary, path.directory(), e);
        }
    }
}
