package dev.stagedoor.storage.mirror;

import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.LocalFiles;
import dev.stagedoor.storage.LocalFiles.LinkedFile;
import dev.stagedoor.storage.LocalFiles.ShortContent;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/** Makes the files of copies. Each that is given to it is made, or discarded with the reason in {@link Copy#made}. */
final class CopyMaker {
    private final Copies copies;

    CopyMaker(Copies copies) {
        this.copies = copies;
    }

    private interface Step {
        void run() throws IOException;
    }

    private void settle(Copy copy, Step step) {
        try {
            step.run();
            copy.made.complete(null);
        } catch (IOException e) {
            fail(copy, new StorageException(Kind.UNAVAILABLE, "the file could not be copied for reading", e));
        } catch (RuntimeException | Error e) {
            fail(copy, e);
        }
    }

    private void fail(Copy copy, Throwable e) {
        copies.discard(copy);
        copy.made.completeExceptionally(e);
    }

    /**
     * The object's own file under another name, where it has one; else a copy.
     *
     * @param arriving told of bytes before they are kept; ends it by what it throws
     */
    void make(Copy copy, LongConsumer arriving) {
        settle(copy, () -> {
            Optional<LinkedFile> linked = copy.version.store().localFiles().flatMap(files -> link(files, copy));
            if (linked.isPresent()) {
                linked.get().check(new Extent(0, copy.version.size()));
            } else {
                copies.reserve(copy, copy.version.size());
                download(copy, arriving);
            }
        });
    }

    private static Optional<LinkedFile> link(LocalFiles files, Copy copy) {
        Optional<LinkedFile> linked = files.link(copy.version.object(), copy.path);
        linked.ifPresent(file -> copy.linked = file);
        return linked;
    }

    /** Copies of objects of one store, none of them longer than its short ones. */
    void makeShort(LocalFiles files, List<Copy> some, LongConsumer arriving) {
        List<ShortContent> contents;
        try {
            contents = files.shortContents(some.stream().map(copy -> copy.version.object()).toList());
        } catch (RuntimeException e) {
            some.forEach(copy -> fail(copy, e));
            return;
        }
        for (int i = 0; i < some.size(); i++) {
            Copy copy = some.get(i);
            switch (contents.get(i)) {
                case ShortContent.Bytes(byte[] bytes) -> settle(copy, () -> {
                    arriving.accept(0);
                    copies.reserve(copy, bytes.length);
                    try (FileChannel file = create(copy.path)) {
                        write(ByteBuffer.wrap(bytes), file);
                    }
                });
                case ShortContent.InFile() -> make(copy, arriving);
                case ShortContent.Failed(StorageException cause) -> fail(copy, cause);
            }
        }
    }

    private static FileChannel create(Path path) throws IOException {
        return FileChannel.open(
                path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FileModes.of(path, FileModes.FILE));
    }

    private static void write(ByteBuffer bytes, FileChannel file) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private static void download(Copy copy, LongConsumer arriving) throws IOException {
        long size = copy.version.size();
        try (ObjectContent content = copy.version.store().open(copy.version.key(), ByteRange.ALL);
                FileChannel file = create(copy.path)) {
            ObjectSummary found = content.summary();
            if (!copy.version.object().isSameVersion(found) || content.length() != size) {
                throw changed();
            }
            content.transferTo(new Watched(file, size, arriving));
            if (file.position() != size) {
                throw new StorageException(Kind.UNAVAILABLE, "the store gave " + file.position() + " of " + size + " bytes");
            }
        }
    }

    private static StorageException changed() {
        return new StorageException(Kind.PRECONDITION_FAILED, "the file changed while it was read");
    }

    /** Passes bytes on as long as they are wanted, and no more than room was reserved for. */
    private record Watched(FileChannel file, long size, LongConsumer arriving) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int all = bytes.remaining();
            arriving.accept(all);
            if (file.position() + all > size) {
                throw changed();
            }
            CopyMaker.write(bytes, file);
            return all;
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() {}
    }
}
