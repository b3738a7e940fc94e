package dev.stagedoor.storage.fs;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.LocalFiles;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectPart;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.local.DoorPresigner;
import dev.stagedoor.storage.location.FsLocation;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Files of this machine as objects: one store over all the directories the configuration allows. A key is an absolute path without its
 * leading {@code /}; one that lies in none of the directories is refused with 1006. Reached from outside through the server's own door,
 * under the bucket {@value #BUCKET}.
 *
 * <p>Objects are regular files. Symbolic links below a root are not followed, wherever they point, and not listed; the same goes for
 * special files. Directories are made as files need them and stay when the last file in them is deleted. As in every file system no file
 * can stand beside files below its own name ({@code a} and {@code a/b}), and a name has at most 255 bytes.
 *
 * <p>A put is durable when it returns: file and directory have been synced. ETag and attributes are kept in an extended attribute until the
 * file is changed by other means; other files have none. Where the file system has no extended attributes, ETag and content type are left
 * out, and a put with any other attribute is refused. Needs a system whose JDK walks directories securely (Linux, macOS).
 */
public final class FsStore implements ObjectStore {
    /** By which the door knows this store; shorter than any bucket of S3 may be. */
    public static final String BUCKET = "fs";

    private static final Set<Capability> CAPABILITIES = Set.copyOf(EnumSet.allOf(Capability.class));

    /** How often a file may be replaced between its look-up and its opening. */
    private static final int MAX_OPEN_ATTEMPTS = 100;

    private final Roots roots;
    private final long maxBodyBytes;
    private final DoorPresigner presigner;

    /**
     * @param signingKey the door's
     * @param region in the scope of every signature
     * @throws StagedoorException {@code INVALID_CONFIG} when a root is not the absolute path of a directory
     */
    public FsStore(FsOptions options, S3Credential signingKey, String region, Clock clock) {
        this.roots = new Roots(options.roots(), options.excluded());
        this.maxBodyBytes = options.maxBodyBytes();
        this.presigner = new DoorPresigner(signingKey, region, BUCKET, clock);
    }

    /**
     * This store, for a stage over a directory.
     *
     * @throws StagedoorException 1006 when the directory does not lie in one that is allowed
     */
    public ObjectStore over(FsLocation location) {
        roots.directory(location.root());
        return this;
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public PresignedRequest presign(HttpMethod method, ObjectKey key, PresignTerms terms) {
        roots.file(key);
        return presigner.presign(method, key, terms);
    }

    static ObjectSummary summary(String key, BasicFileAttributes file, Optional<String> etag) {
        return new ObjectSummary(key, file.size(), etag, Instant.ofEpochMilli(file.lastModifiedTime().toMillis()));
    }

    @Override
    public Optional<ObjectSummary> stat(ObjectKey key) {
        FsPath path = roots.file(key);
        try (SecureDirectory directory = SecureDirectory.open(path)) {
            return directory.find(path.name())
                    .filter(BasicFileAttributes::isRegularFile)
                    .map(file -> summary(key.value(), file, tag(path, file).map(FileTag::etag)));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw FsFailures.of(e);
        }
    }

    static Optional<FileTag> tag(FsPath path, BasicFileAttributes file) {
        return FileTag.read(path.directory().resolve(path.name()), file);
    }

    @Override
    public ObjectListing list(KeyPrefix prefix, String startAfter) {
        return new FsListing(roots, roots.directory(prefix.value()), prefix.value(), startAfter);
    }

    @Override
    public ObjectContent open(ObjectKey key, ByteRange range) {
        FsPath path = roots.file(key);
        try (SecureDirectory directory = SecureDirectory.open(path)) {
            for (int attempt = 0; attempt < MAX_OPEN_ATTEMPTS; attempt++) {
                Optional<ObjectContent> content = open(key, path, range, directory);
                if (content.isPresent()) {
                    return content.get();
                }
            }
        } catch (NotDirectoryException e) {
            throw FsFailures.notFound();
        } catch (IOException e) {
            throw FsFailures.of(e);
        }
        throw new StorageException(Kind.UNAVAILABLE, "the file is being replaced all the time: try again");
    }

    /** Empty when another file took its place meanwhile, so that what is known would not be that of the opened one. */
    private static Optional<ObjectContent> open(ObjectKey key, FsPath path, ByteRange range, SecureDirectory directory) throws IOException {
        BasicFileAttributes file = directory.attributes(path.name());
        if (!file.isRegularFile()) {
            throw file.isDirectory() ? FsFailures.notFound() : FsFailures.notAFile(path.name());
        }
        Optional<FileTag> tag = tag(path, file);
        FileChannel channel = directory.read(path.name());
        boolean opened = false;
        try {
            if (!isSame(file, directory.attributes(path.name())) || channel.size() != file.size()) {
                return Optional.empty();
            }
            var part = new ObjectPart(
                    summary(key.value(), file, tag.map(FileTag::etag)),
                    tag.map(FileTag::attributes).orElse(ObjectAttributes.NONE),
                    Extent.of(range, file.size()));
            var content = new FsContent(part, channel);
            opened = true;
            return Optional.of(content);
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    static boolean isSame(BasicFileAttributes before, BasicFileAttributes after) {
        return before.fileKey().equals(after.fileKey())
                && before.size() == after.size()
                && before.lastModifiedTime().equals(after.lastModifiedTime());
    }

    @Override
    public Optional<LocalFiles> localFiles() {
        return Optional.of(new FsLinks(roots));
    }

    @Override
    public ObjectSummary put(ObjectKey key, ObjectBody body, PutConditions conditions) {
        FsPath path = roots.file(key);
        conditions.attributes().requireKeptBy(CAPABILITIES);
        FileTag.requireRoom(conditions.attributes());
        var checked = new FsBody(body, conditions.checksums(), maxBodyBytes);
        try {
            FileTag tag = new FsUpload(path, checked, conditions).put();
            return new ObjectSummary(key.value(), tag.size(), Optional.of(tag.etag()), Instant.ofEpochMilli(tag.modifiedMillis()));
        } catch (IOException e) {
            throw FsFailures.of(e);
        }
    }

    @Override
    public DeleteReport delete(Collection<String> keys) {
        return new FsDeletion(roots).delete(keys);
    }

    @Override
    public String toString() {
        return BUCKET;
    }

    /** Holds nothing. */
    @Override
    public void close() {}
}
