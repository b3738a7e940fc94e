package dev.stagedoor.storage.disk;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of key that is made once and kept in a small file of text that only its owner can read (mode 0600 where the file system knows
 * modes).
 *
 * @param what the key's name in messages, such as {@code signing key}
 * @param content the whole file, in ISO 8859-1; its groups hold the key
 * @param ifMalformed what a message tells the user to do when the file holds something else
 */
public record KeyFile(String what, Pattern content, String ifMalformed) {
    /** No key file is longer; a larger one is malformed and not read. */
    public static final long MAX_BYTES = 1024;

    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    /**
     * Reads the key, or makes one when there is no file. A file that was made is whole under its name or not there at all, whatever happens
     * in between.
     *
     * @param make the content of a new file
     * @return the groups of the content
     * @throws StagedoorException {@code INVALID_CONFIG} when the file is malformed or open to other users
     */
    public MatchResult readOrCreate(Path file, Supplier<String> make) throws IOException {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            create(file, make.get());
        }
        return read(file);
    }

    /** Why {@link #readOrCreate} refuses the file, as a clause; empty when it does not, or there is none. */
    public Optional<String> damage(Path file) throws IOException {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            read(file);
            return Optional.empty();
        } catch (DamagedFileException e) {
            return Optional.of(e.reason());
        } catch (StagedoorException e) {
            return Optional.of("it can be read or changed by other users");
        }
    }

    private MatchResult read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
            throw malformed(file);
        }
        if (isPosix(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new StagedoorException(
                    ErrorCode.INVALID_CONFIG, "the " + what + " " + file + " can be read or changed by other users: run chmod 600 on it");
        }
        Matcher matcher = content.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!matcher.matches()) {
            throw malformed(file);
        }
        return matcher.toMatchResult();
    }

    private static void create(Path file, String content) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        try (FileChannel channel = FileChannel.open(
                unfinished, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly(file))) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        Directories.force(file.toAbsolutePath().getParent());
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return isPosix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private StagedoorException malformed(Path file) {
        return new DamagedFileException("the " + what + " " + file + " is malformed: " + ifMalformed, "it is malformed", null);
    }
}
