package dev.stagedoor.storage.embedded;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
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
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The access key with which this server signs, in a file of two lines that only its owner can read. Whoever holds the secret can make
 * presigned URLs for every object.
 */
final class SigningKeyFile {
    private static final int SECRET_BYTES = 256 / 8;
    private static final int ACCESS_KEY_ID_RANDOM_CHARACTERS = 18;
    private static final String ACCESS_KEY_ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /** No key file is longer; a larger one is malformed and not read. */
    private static final long MAX_FILE_BYTES = 1024;

    /** The secret is the Base64url text itself, 43 characters for 256 bits. */
    private static final Pattern CONTENT =
            Pattern.compile("access_key_id = (SD[A-Z2-7]{18})\nsecret_access_key = ([A-Za-z0-9_-]{43})\n");

    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private SigningKeyFile() {}

    /** Reads the key, or makes one when there is none. */
    static S3Credential readOrCreate(Path file, SecureRandom random) throws IOException {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            create(file, random);
        }
        return read(file);
    }

    private static S3Credential read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
            throw malformed(file);
        }
        if (isPosix(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new StagedoorException(
                    ErrorCode.INVALID_CONFIG, "the signing key " + file + " can be read or changed by other users: run chmod 600 on it");
        }
        Matcher matcher = CONTENT.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!matcher.matches()) {
            throw malformed(file);
        }
        return new S3Credential(matcher.group(1), Secret.of(matcher.group(2)));
    }

    /** Complete under its final name or not there at all, whatever happens in between. */
    private static void create(Path file, SecureRandom random) throws IOException {
        StringBuilder id = new StringBuilder("SD");
        for (int i = 0; i < ACCESS_KEY_ID_RANDOM_CHARACTERS; i++) {
            id.append(ACCESS_KEY_ID_ALPHABET.charAt(random.nextInt(ACCESS_KEY_ID_ALPHABET.length())));
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String content = "access_key_id = " + id + "\nsecret_access_key = "
                + Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n";

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
        LocalDisk.INSTANCE.forceDirectory(file.toAbsolutePath().getParent());
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return isPosix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static StagedoorException malformed(Path file) {
        return new StagedoorException(
                ErrorCode.INVALID_CONFIG,
                "the signing key " + file + " is malformed: restore it from a backup, or delete it to have a new one made (URLs signed"
                        + " before then stop working)");
    }
}
