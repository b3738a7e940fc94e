package dev.stagedoor.storage.embedded;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.storage.disk.DamagedFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory in which one server keeps everything: the signing key, the catalog and the embedded store. Held by one process at a time.
 *
 * <p>Contents: {@code lock}, and what {@link DataPart} lists.
 */
public final class DataDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);

    /**
     * What this process holds. POSIX drops a file's locks when the process closes any descriptor of it, so a second attempt from within
     * must be refused before it opens the lock file.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /** A process id has at most 20 digits. */
    private static final int MAX_LOCK_BYTES = 20;

    private static final String LOCK = "lock";

    /** Results of queries that nobody fetches; nothing in it outlives its process. */
    private static final String SPILL = "spill";

    /** Staged files while queries read them; nothing in it outlives its process. */
    private static final String MIRROR = "mirror";
    private static final String WORKERS = "workers";

    /** By each of these a copy is known that has no lock. */
    private static final Set<DataPart> COPIED = EnumSet.of(DataPart.SIGNING_KEY, DataPart.CATALOG, DataPart.STORE);

    /** What a new file system has. */
    private static final String LOST_AND_FOUND = "lost+found";

    private final Path root;
    private final FileChannel lockChannel;
    private final Losses losses;
    private volatile S3Credential credential;

    private DataDirectory(Path root, FileChannel lockChannel, Losses losses, S3Credential credential) {
        this.root = root;
        this.lockChannel = lockChannel;
        this.losses = losses;
        this.credential = credential;
    }

    /**
     * Makes the directory (mode 0700) and the signing key (mode 0600) when they are missing, and locks the directory until
     * {@link #close}.
     *
     * @throws StagedoorException {@code INVALID_CONFIG}, in one line that says what to do, when the path is no directory, holds
     *     other files and no signing key, cannot be written, is in use, or holds a signing key that is malformed or open to other users
     */
    public static DataDirectory open(Path directory) {
        return open(directory, Set.of());
    }

    /**
     * The same, willing to go on without parts that turn out to be lost.
     *
     * @param acceptedLosses some of {@link DataPart#losable}
     */
    public static DataDirectory open(Path directory, Set<DataPart> acceptedLosses) {
        Path root = directory.toAbsolutePath().normalize();
        try {
            createDirectory(root);
            return lockAndReadKey(root, acceptedLosses);
        } catch (AccessDeniedException e) {
            throw unusable(root, "permission denied", e);
        } catch (FileSystemException e) {
            throw unusable(root, e.getReason() == null ? "cannot be created" : e.getReason(), e);
        } catch (IOException e) {
            throw unusable(root, String.valueOf(e.getMessage()), e);
        }
    }

    private static void createDirectory(Path root) throws IOException {
        if (Files.isDirectory(root)) {
            return;
        }
        if (Files.exists(root)) {
            throw new StagedoorException(
                    ErrorCode.INVALID_CONFIG, "the data directory " + root + " is not a directory: choose another path");
        }
        Files.createDirectories(root, ownerOnly(root));
        Path parent = root.getParent();
        if (parent != null) {
            LocalDisk.INSTANCE.forceDirectory(parent);
        }
    }

    /** Mode 0700 where the file system knows modes. */
    static FileAttribute<?>[] ownerOnly(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
                : new FileAttribute<?>[0];
    }

    private static DataDirectory lockAndReadKey(Path directory, Set<DataPart> acceptedLosses) throws IOException {
        Path root = directory.toRealPath();
        refuseForeign(root);
        if (!HELD.add(root)) {
            throw inUse(root, "this process");
        }
        FileChannel channel = null;
        boolean opened = false;
        try {
            channel = lock(root, false);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)), 0);
            if (Files.notExists(DataPart.SIGNING_KEY.in(root)) && PartList.in(root).read().isPresent()) {
                LOG.warn("There is no signing key in {}: a new one is made, and every URL signed before is refused", root);
            }
            S3Credential credential = SigningKeyFile.readOrCreate(DataPart.SIGNING_KEY.in(root), new SecureRandom());
            opened = true;
            return new DataDirectory(root, channel, new Losses(root, acceptedLosses), credential);
        } finally {
            if (!opened) {
                HELD.remove(root);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    /** @param shared with others who only look; that needs no right to write */
    private static FileChannel lock(Path root, boolean shared) throws IOException {
        FileChannel channel = shared
                ? FileChannel.open(root.resolve(LOCK), StandardOpenOption.READ)
                : FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            if (channel.tryLock(0, Long.MAX_VALUE, shared) == null) {
                throw inUse(root, holder(channel));
            }
            locked = true;
            return channel;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    /**
     * A data directory in which nothing is made or changed.
     *
     * @param lock empty for a copy without one
     */
    record Held(Path root, Optional<FileChannel> lock) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            if (lock.isPresent()) {
                lock.get().close();
            }
            HELD.remove(root);
        }
    }

    /**
     * Locks a data directory that a server has used, or takes a copy of one that was made without the lock's file.
     *
     * @throws StagedoorException {@code INVALID_CONFIG}, in one line, when the path is none, or it is in use
     */
    static Held lockExisting(Path directory) throws IOException {
        boolean hasLock = Files.exists(directory.resolve(LOCK));
        if (!hasLock && COPIED.stream().noneMatch(part -> Files.exists(part.in(directory)))) {
            throw new StagedoorException(
                    ErrorCode.INVALID_CONFIG,
                    directory.toAbsolutePath().normalize() + " is no data directory of Stagedoor: name one with --data");
        }
        Path root = directory.toRealPath();
        if (!HELD.add(root)) {
            throw inUse(root, "this process");
        }
        boolean locked = false;
        try {
            Held held = new Held(root, hasLock ? Optional.of(lock(root, true)) : Optional.empty());
            locked = true;
            return held;
        } finally {
            if (!locked) {
                HELD.remove(root);
            }
        }
    }

    /** A mistyped path must not scatter our files among somebody else's. A directory with a signing key is ours, whatever else is in it. */
    private static void refuseForeign(Path root) throws IOException {
        if (Files.exists(DataPart.SIGNING_KEY.in(root))) {
            return;
        }
        try (Stream<Path> entries = Files.list(root)) {
            Optional<String> foreign = entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !isOurs(name))
                    .findFirst();
            if (foreign.isPresent()) {
                throw new StagedoorException(
                        ErrorCode.INVALID_CONFIG,
                        "the directory " + root + " holds other files and is no data directory of Stagedoor: choose an empty or a new one");
            }
        }
    }

    /** Also while a file is being made, whose name has an ending of its own. */
    static boolean isOurs(String name) {
        return name.equals(LOCK)
                || name.equals(SPILL)
                || name.equals(MIRROR)
                || name.equals(WORKERS)
                || name.equals(LOST_AND_FOUND)
                || name.equals(Losses.LOST)
                || name.startsWith(PartList.NAME)
                || Stream.of(DataPart.values()).flatMap(part -> part.entries().stream()).anyMatch(name::startsWith);
    }

    private static StagedoorException inUse(Path root, String holder) {
        return new StagedoorException(
                ErrorCode.INVALID_CONFIG,
                "the data directory " + root + " is in use by " + holder + ": stop it first or choose another directory");
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_LOCK_BYTES);
        int read = channel.read(buffer, 0);
        String pid = read <= 0 ? "" : new String(buffer.array(), 0, read, StandardCharsets.US_ASCII);
        return pid.matches("\\d+") ? "process " + pid : "another process";
    }

    static StagedoorException unusable(Path root, String reason, IOException cause) {
        return new StagedoorException(
                ErrorCode.INVALID_CONFIG,
                "the data directory " + root + " cannot be used (" + reason + "): make it writable or choose another directory",
                cause);
    }

    /**
     * Refuses to begin anew what was there before. To be called before anything is opened.
     *
     * @param parts which the server needs
     * @throws StagedoorException {@code INVALID_CONFIG}, in one line, when one is missing that was there, and its loss is not accepted
     */
    public void requireParts(Set<DataPart> parts) {
        try {
            for (DataPart part : PartList.in(root).expected(root)) {
                List<String> missing = part.missing(root);
                if (parts.contains(part) && DataPart.losable().contains(part) && !missing.isEmpty()) {
                    lost(part, (part.isAbsent(root) ? "is missing" : "is not whole") + " (" + String.join(", ", missing) + ")");
                }
            }
        } catch (IOException e) {
            throw unusable(root, String.valueOf(e.getMessage()), e);
        }
    }

    private void lost(DataPart part, String what) throws IOException {
        losses.require(part, what, part.consequence());
        losses.setAside(part);
        if (part == DataPart.LEDGER) {
            // It knew which URLs were revoked or used up. Without it, none that was signed before may live again.
            losses.setAside(DataPart.SIGNING_KEY);
            credential = SigningKeyFile.readOrCreate(DataPart.SIGNING_KEY.in(root), new SecureRandom());
        }
    }

    /**
     * Opens a part; when it is damaged and that is accepted, begins it anew.
     *
     * @param opening throws {@link DamagedFileException} when the part is damaged
     * @throws StagedoorException {@code INVALID_CONFIG}, in one line, when it is damaged and that is not accepted
     */
    public <T> T opening(DataPart part, Supplier<T> opening) {
        try {
            return opening.get();
        } catch (DamagedFileException e) {
            try {
                lost(part, "is damaged and cannot be opened (" + e.reason() + ")");
            } catch (IOException failed) {
                throw unusable(root, String.valueOf(failed.getMessage()), failed);
            }
            return opening.get();
        }
    }

    /** Whether a part was lost, that was accepted, and it begins anew. */
    public boolean beginsAnew(DataPart part) {
        return losses.wereFound(part);
    }

    /**
     * Remembers that these parts are there. To be called when all of them are open, before anybody is answered.
     *
     * @throws StagedoorException {@code INVALID_CONFIG} when the loss of a part was accepted that is not lost
     */
    public void noteParts(Set<DataPart> parts) {
        losses.refuseUnfounded();
        try {
            Set<DataPart> present = EnumSet.noneOf(DataPart.class);
            parts.stream().filter(part -> part.missing(root).isEmpty()).forEach(present::add);
            PartList.in(root).add(present);
        } catch (IOException e) {
            throw unusable(root, String.valueOf(e.getMessage()), e);
        }
    }

    Losses losses() {
        return losses;
    }

    /** Absolute. */
    public Path path() {
        return root;
    }

    /** Where the catalog's database belongs. */
    public Path catalogFile() {
        return DataPart.CATALOG.in(root);
    }

    /** Where the names of tables are kept: a database that other engines may open, and which holds no secret. */
    public Path warehouseFile() {
        return DataPart.WAREHOUSE.in(root);
    }

    /** Where the ledger of presigned URLs belongs: a directory of its own. */
    public Path ledgerDirectory() {
        return DataPart.LEDGER.in(root);
    }

    /** Where the key belongs that encrypts what is secret in the catalog. */
    public Path catalogKeyFile() {
        return DataPart.CATALOG_KEY.in(root);
    }

    /** Where the embedded store keeps its index and blobs. */
    public Path storeDirectory() {
        return DataPart.STORE.in(root);
    }

    /** Where results of queries wait that nobody fetches. */
    public Path spillDirectory() {
        return root.resolve(SPILL);
    }

    /** Where staged files lie while queries read them. */
    public Path mirrorDirectory() {
        return root.resolve(MIRROR);
    }

    /** Where the processes that run queries keep their files. */
    public Path workersDirectory() {
        return root.resolve(WORKERS);
    }

    /** The key with which this server signs, the same for the life of the directory. */
    public S3Credential credential() {
        return credential;
    }

    /** Lets another process have the directory. */
    @Override
    public void close() {
        try {
            lockChannel.close();
        } catch (IOException e) {
            LOG.warn("Could not release the lock of {}", root, e);
        } finally {
            HELD.remove(root);
        }
    }
}
