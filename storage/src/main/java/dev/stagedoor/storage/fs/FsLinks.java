package dev.stagedoor.storage.fs;

import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.LocalFiles;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files under second names. The JDK links by path only, so whoever may write in a root could have another file linked just then; the link
 * is therefore held against the file that was looked at, and deleted when it is another.
 *
 * <p>Unlike an object, a file may be written to by others while it is read. Its size and its time of change tell that, the latter to the
 * tick of the kernel's clock, some milliseconds.
 */
record FsLinks(Roots roots) implements LocalFiles {
    private static final Logger LOG = LoggerFactory.getLogger(FsLinks.class);

    @Override
    public int maxShortBytes() {
        return 0;
    }

    @Override
    public List<ShortContent> shortContents(List<ObjectSummary> listed) {
        return listed.stream().map(_ -> (ShortContent) new ShortContent.InFile()).toList();
    }

    @Override
    public Optional<LinkedFile> link(ObjectSummary listed, Path name) {
        FsPath path = roots.file(new ObjectKey(listed.key()));
        try (SecureDirectory directory = SecureDirectory.open(path)) {
            BasicFileAttributes file = directory.attributes(path.name());
            if (!file.isRegularFile()) {
                throw file.isDirectory() ? FsFailures.notFound() : FsFailures.notAFile(path.name());
            }
            ObjectSummary found = FsStore.summary(listed.key(), file, FsStore.tag(path, file).map(FileTag::etag));
            if (!listed.isSameVersion(found) || !listed.lastModified().equals(found.lastModified())) {
                throw changed();
            }
            return link(path, file, name);
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw FsFailures.notFound();
        } catch (IOException e) {
            throw FsFailures.of(e);
        }
    }

    private static Optional<LinkedFile> link(FsPath path, BasicFileAttributes file, Path name) throws IOException {
        Path source = path.directory().resolve(path.name());
        try {
            Files.createLink(name, source);
        } catch (NoSuchFileException e) {
            if (Files.exists(source, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty(); // it is the directory of the name that is missing
            }
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            LOG.debug("{} cannot be linked to {}", source, name, e);
            return Optional.empty();
        }
        if (!FsStore.isSame(file, attributes(name))) {
            Files.delete(name);
            throw changed();
        }
        return Optional.of(new Linked(name, file));
    }

    private static BasicFileAttributes attributes(Path name) throws IOException {
        return Files.readAttributes(name, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static StorageException changed() {
        return new StorageException(Kind.PRECONDITION_FAILED, "the file is another by now");
    }

    private record Linked(Path name, BasicFileAttributes file) implements LinkedFile {
        @Override
        public boolean hasChecksums() {
            return false;
        }

        @Override
        public void check(Extent extent) {}

        @Override
        public void requireUnchanged() {
            try {
                if (!FsStore.isSame(file, attributes(name))) {
                    throw changed();
                }
            } catch (IOException e) {
                throw FsFailures.of(e);
            }
        }
    }
}
