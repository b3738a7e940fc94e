package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.Digester;
import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectPart;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.embedded.IndexedObject.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds and opens what the index tells of, and holds it against its checksums. */
final class StoredContents {
    /** How often a blob may vanish between its look-up and its opening: each time the object was overwritten in between. */
    static final int MAX_OPEN_ATTEMPTS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(StoredContents.class);

    private final StoreFiles files;
    private final OpenGate gate;
    private final SendBuffers sendBuffers;

    StoredContents(StoreFiles files, OpenGate gate, SendBuffers sendBuffers) {
        this.files = files;
        this.gate = gate;
        this.sendBuffers = sendBuffers;
    }

    /** What {@link dev.stagedoor.storage.ObjectStore#open} says. */
    ObjectContent open(ObjectKey key, ByteRange range) {
        long missing = 0;
        for (int attempt = 0; attempt < MAX_OPEN_ATTEMPTS; attempt++) {
            IndexedObject object = find(key);
            Extent extent = Extent.of(range, object.size());
            switch (object.place()) {
                case Place.Inline inline -> {
                    requireWhole(object, inline);
                    return new InlineContent(new ObjectPart(object.summary(), object.attributes(), extent), inline.bytes());
                }
                case Place.Blob(long id, PieceChecksums _) -> {
                    if (id == missing) {
                        throw damaged(object, "its file is missing"); // a row never refers to a file that is deleted on purpose
                    }
                    Optional<ObjectContent> content = openBlob(object, id, extent);
                    if (content.isPresent()) {
                        return content.get();
                    }
                    missing = id;
                }
                case Place.Composed(long id, int _) -> {
                    Optional<ObjectContent> content = openComposed(object, id, extent);
                    if (content.isPresent()) {
                        return content.get();
                    }
                }
            }
        }
        throw replacedAllTheTime();
    }

    static StorageException replacedAllTheTime() {
        return new StorageException(Kind.UNAVAILABLE, "the object is being replaced all the time: try again");
    }

    /** @throws StorageException {@code NOT_FOUND} */
    IndexedObject find(ObjectKey key) {
        return lookUp(key).orElseThrow(StoredContents::notFound);
    }

    static StorageException notFound() {
        return new StorageException(Kind.NOT_FOUND, "there is no object with this key");
    }

    private Optional<IndexedObject> lookUp(ObjectKey key) {
        return files.readers().read(reader -> reader.find(key.value()));
    }

    /** @throws StorageException {@code DAMAGED} */
    static void requireWhole(IndexedObject object, Place.Inline inline) {
        byte[] bytes = inline.bytes();
        boolean whole = bytes.length == object.size()
                && (inline.checksums().isNone()
                        ? hasMd5(bytes, object.md5())
                        : inline.checksums().firstDamage(ByteBuffer.wrap(bytes), 0) < 0);
        if (!whole) {
            throw damaged(object, "its content in the index is not what was put");
        }
    }

    private static boolean hasMd5(byte[] bytes, byte[] expected) {
        Digester md5 = Digester.of(Checksum.Algorithm.MD5);
        md5.update(bytes, bytes.length);
        return Arrays.equals(md5.digest(), expected);
    }

    static StorageException damaged(IndexedObject object, String how) {
        LOG.error("The object '{}' is damaged: {}; stagedoor verify lists everything that is", object.key(), how);
        return new StorageException(Kind.DAMAGED,
                "the file is damaged on the disk of the server: restore it from a backup or upload it again");
    }

    private record OpenedFile(FileChannel channel, long size) {
        static OpenedFile of(FileChannel channel) throws IOException {
            return new OpenedFile(channel, channel.size());
        }
    }

    /** Empty when the file is gone: the object was overwritten or deleted since it was looked up, or the file is lost. */
    Optional<ObjectContent> openBlob(IndexedObject object, long id, Extent extent) {
        FileChannel file = null;
        boolean kept = false;
        gate.enter();
        try {
            OpenedFile opened = files.threads().call(() -> OpenedFile.of(files.blobs().open(id)));
            file = opened.channel();
            long size = opened.size();
            PieceChecksums checksums = files.readers().read(reader -> reader.pieces(id, extent));
            requireSize(object, size);
            if (checksums.isNone() && !isStill(object)) {
                return Optional.empty(); // overwritten after the file was opened, and so its checksums are gone
            }
            kept = true;
            var pieces = new BlobPieces(file, size, extent, checksums);
            return Optional.of(new BlobContent(object, extent, pieces, files.threads(), sendBuffers));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw files.failures().read(e);
        } finally {
            gate.leave();
            if (file != null && !kept) {
                close(file);
            }
        }
    }

    /** Empty when the object was overwritten or deleted since it was looked up. */
    private Optional<ObjectContent> openComposed(IndexedObject object, long composition, Extent extent) {
        boolean kept = false;
        gate.enter();
        files.compositions().pin(composition);
        try {
            if (!isStill(object)) {
                return Optional.empty();
            }
            if (extent.length() == 0) {
                return Optional.of(new InlineContent(new ObjectPart(object.summary(), object.attributes(), extent), new byte[0]));
            }
            PieceSource parts = files.threads().call(() -> ComposedPieces.open(files, composition, extent));
            kept = true;
            return Optional.of(new BlobContent(object, extent, parts, files.threads(), sendBuffers));
        } catch (DamagedBlobException e) {
            throw damaged(object, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw files.failures().read(e);
        } finally {
            gate.leave();
            if (!kept) {
                files.compositions().unpin(composition);
            }
        }
    }

    private boolean isStill(IndexedObject object) {
        return lookUp(new ObjectKey(object.key())).filter(now -> now.place().equals(object.place())).isPresent();
    }

    static void requireSize(IndexedObject object, long size) {
        if (size != object.size()) {
            throw damaged(object, "its file has " + size + " bytes instead of " + object.size());
        }
    }

    private static void close(FileChannel file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("Could not close a blob", e);
        }
    }
}
