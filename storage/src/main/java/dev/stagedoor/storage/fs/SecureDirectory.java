package dev.stagedoor.storage.fs;

import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/**
 * An open directory. Everything is done relative to it ({@code openat} and its kin), with one name and without following a link: whatever
 * is renamed or replaced by a link on the way to it meanwhile, nothing outside of it is touched.
 */
final class SecureDirectory implements AutoCloseable {
    private static final Path ITSELF = Path.of(".");

    private final SecureDirectoryStream<Path> stream;

    private SecureDirectory(SecureDirectoryStream<Path> stream) {
        this.stream = stream;
    }

    /**
     * Opens the directory a file lies in.
     *
     * @throws NoSuchFileException when there is none
     * @throws NotDirectoryException when a part of the path is something else, be it a link to a directory
     */
    static SecureDirectory open(FsPath path) throws IOException {
        SecureDirectory directory = root(path.root());
        for (Path name : path.directories()) {
            try (SecureDirectory parent = directory) {
                directory = parent.child(name);
            }
        }
        return directory;
    }

    /**
     * Opens a root.
     *
     * @throws StorageException {@code UNSUPPORTED} where the JDK has no such operations
     */
    static SecureDirectory root(Path real) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(real);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new SecureDirectory(secure);
        }
        stream.close();
        throw new StorageException(
                Kind.UNSUPPORTED, "fs stages need Linux or macOS: on this system paths cannot be kept from being changed on the way");
    }

    /** Opens a directory in it. A pipe is not opened: it would block until somebody writes to it. */
    SecureDirectory child(Path name) throws IOException {
        if (!attributes(name).isDirectory()) {
            throw new NotDirectoryException(name.toString());
        }
        return new SecureDirectory(stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
    }

    /** The same directory opened once more, to be read from its beginning. */
    SecureDirectory again() throws IOException {
        return new SecureDirectory(stream.newDirectoryStream(ITSELF, LinkOption.NOFOLLOW_LINKS));
    }

    /** Names in no order, once. Its methods throw {@link java.nio.file.DirectoryIteratorException}. */
    Iterator<Path> names() {
        Iterator<Path> paths = stream.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return paths.hasNext();
            }

            @Override
            public Path next() {
                return paths.next().getFileName();
            }
        };
    }

    /** Of the entry itself, also where it is a link. */
    BasicFileAttributes attributes(Path name) throws IOException {
        return stream.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).readAttributes();
    }

    /** As {@link #attributes}; empty when there is no such entry. */
    Optional<BasicFileAttributes> find(Path name) throws IOException {
        try {
            return Optional.of(attributes(name));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Opens a file for reading that was seen to be regular. */
    FileChannel read(Path name) throws IOException {
        return open(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** Creates a file that must not exist. */
    FileChannel create(Path name) throws IOException {
        return open(name, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    }

    private FileChannel open(Path name, Set<OpenOption> options) throws IOException {
        SeekableByteChannel channel = stream.newByteChannel(name, options);
        if (channel instanceof FileChannel file) {
            return file;
        }
        channel.close();
        throw new IOException("this JDK opens files as something else than FileChannel");
    }

    /** Gives a file another name in the same directory, in one step, in place of any file of that name. */
    void rename(Path from, Path to) throws IOException {
        stream.move(from, stream, to);
    }

    void deleteFile(Path name) throws IOException {
        stream.deleteFile(name);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
