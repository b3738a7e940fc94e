package dev.stagedoor.storage.embedded;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.ExtentSet;
import dev.stagedoor.storage.LocalFiles;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.embedded.IndexedObject.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blobs under second names, and many short contents at once. A blob is never changed and its id never given again, so its file is the
 * object's for as long as it has a name. What reads it there passes by the check of each piece; so pieces are checked before, once for
 * each run of the server.
 */
final class LocalBlobs implements LocalFiles {
    /** Of how many blobs it is remembered which of their bytes were checked. */
    private static final int MAX_CHECKED_BLOBS = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(LocalBlobs.class);

    private final StoreFiles files;
    private final OpenGate gate;
    private final StoredContents contents;
    private final Cache<Long, ExtentSet> checked =
            Caffeine.newBuilder().maximumSize(MAX_CHECKED_BLOBS).executor(Runnable::run).build();

    LocalBlobs(StoreFiles files, OpenGate gate, StoredContents contents) {
        this.files = files;
        this.gate = gate;
        this.contents = contents;
    }

    @Override
    public int maxShortBytes() {
        return EmbeddedStore.MAX_INLINE_BYTES;
    }

    @Override
    public List<ShortContent> shortContents(List<ObjectSummary> listed) {
        if (listed.size() > MAX_SHORT_CONTENTS) {
            throw new IllegalArgumentException("at most " + MAX_SHORT_CONTENTS + " objects at once");
        }
        gate.enter();
        try {
            return files.readers().read(reader -> {
                List<ShortContent> found = new ArrayList<>(listed.size());
                for (ObjectSummary wanted : listed) {
                    found.add(shortContent(wanted, reader.find(wanted.key())));
                }
                return found;
            });
        } finally {
            gate.leave();
        }
    }

    private static ShortContent shortContent(ObjectSummary wanted, Optional<IndexedObject> found) {
        try {
            IndexedObject object = found.orElseThrow(StoredContents::notFound);
            requireSame(wanted, object);
            if (!(object.place() instanceof Place.Inline inline)) {
                return new ShortContent.InFile();
            }
            StoredContents.requireWhole(object, inline);
            return new ShortContent.Bytes(inline.bytes());
        } catch (StorageException e) {
            return new ShortContent.Failed(e);
        }
    }

    private static void requireSame(ObjectSummary wanted, IndexedObject object) {
        if (!wanted.isSameVersion(object.summary())) {
            throw changed();
        }
    }

    private static StorageException changed() {
        return new StorageException(Kind.PRECONDITION_FAILED, "the object is another by now");
    }

    @Override
    public Optional<LinkedFile> link(ObjectSummary listed, Path name) {
        long missing = 0;
        for (int attempt = 0; attempt < StoredContents.MAX_OPEN_ATTEMPTS; attempt++) {
            IndexedObject object = contents.find(new ObjectKey(listed.key()));
            requireSame(listed, object);
            if (!(object.place() instanceof Place.Blob blob)) {
                return Optional.empty();
            }
            if (blob.id() == missing) {
                throw StoredContents.damaged(object, "its file is missing");
            }
            try {
                return link(object, blob.id(), name);
            } catch (NoSuchFileException e) {
                if (Files.exists(files.blobs().path(blob.id()))) {
                    return Optional.empty(); // it is the directory of the name that is missing
                }
                missing = blob.id();
            }
        }
        throw StoredContents.replacedAllTheTime();
    }

    private Optional<LinkedFile> link(IndexedObject object, long id, Path name) throws NoSuchFileException {
        gate.enter();
        try {
            long size = files.threads().call(() -> {
                files.blobs().disk().link(files.blobs().path(id), name);
                return Files.size(name);
            });
            if (size != object.size()) {
                Files.deleteIfExists(name);
            }
            StoredContents.requireSize(object, size);
            return Optional.of(new LinkedBlob(object, id));
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            LOG.debug("A blob cannot be linked to {}", name, e);
            return Optional.empty();
        } catch (IOException e) {
            throw files.failures().read(e);
        } finally {
            gate.leave();
        }
    }

    private final class LinkedBlob implements LinkedFile {
        private final IndexedObject object;
        private final long id;

        LinkedBlob(IndexedObject object, long id) {
            this.object = object;
            this.id = id;
        }

        @Override
        public boolean hasChecksums() {
            return true;
        }

        @Override
        public void check(Extent extent) {
            ExtentSet known = checked.get(id, _ -> new ExtentSet());
            List<Extent> missing;
            synchronized (known) {
                missing = known.missing(extent);
            }
            for (Extent each : missing) {
                read(each);
                synchronized (known) {
                    known.add(each);
                }
            }
        }

        private void read(Extent extent) {
            try (ObjectContent content = contents.openBlob(object, id, extent).orElseThrow(LocalBlobs::changed)) {
                content.transferTo(NOWHERE);
            } catch (IOException e) {
                throw files.failures().read(e);
            }
        }

        /** Nobody writes to a blob. */
        @Override
        public void requireUnchanged() {}
    }

    private static final WritableByteChannel NOWHERE = new WritableByteChannel() {
        @Override
        public int write(ByteBuffer bytes) {
            int all = bytes.remaining();
            bytes.position(bytes.limit());
            return all;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    };
}
