package dev.stagedoor.storage.mirror;

import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.LocalFiles;
import dev.stagedoor.storage.LocalFiles.LinkedFile;
import dev.stagedoor.storage.LocalFiles.ShortContent;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Makes the files of copies, and fetches into them what is needed. */
final class CopyMaker {
    /** How often a wait for what another call fetches looks whether the file is still wanted. */
    private static final long LOOK_MILLIS = 100;

    /** Bytes of a file read in place whose checksums are looked at between two looks whether it is still wanted. */
    private static final long CHECKED_AT_ONCE = 64L << 20;

    private final Copies copies;
    private final StoreLimits limits = new StoreLimits();

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
            fail(copy, failed(e));
        } catch (RuntimeException | Error e) {
            fail(copy, e);
        }
    }

    static StorageException failed(IOException e) {
        return new StorageException(Kind.UNAVAILABLE, "the file could not be copied for reading", e);
    }

    static StorageException changed() {
        return new StorageException(Kind.PRECONDITION_FAILED, "the file changed while it was read");
    }

    private void fail(Copy copy, Throwable e) {
        copies.discard(copy);
        copy.made.completeExceptionally(e);
    }

    /** The object's own file under another name, where it has one; else a file of its length without its bytes. */
    void make(Copy copy) {
        settle(copy, () -> {
            Optional<LinkedFile> linked = copy.version.store().localFiles().flatMap(files -> link(files, copy));
            if (linked.isEmpty()) {
                makeEmpty(copy);
            }
        });
    }

    /** A file that is all hole. */
    static void makeEmpty(Copy copy) throws IOException {
        long size = copy.version.size();
        try (FileChannel file = create(copy.path)) {
            if (size > 0) {
                file.write(ByteBuffer.allocate(1), size - 1);
            }
        }
    }

    /** A file that has these bytes. */
    static void makeOf(Copy copy, ByteBuffer bytes) throws IOException {
        try (FileChannel file = create(copy.path)) {
            write(bytes, file, 0);
        }
    }

    private static Optional<LinkedFile> link(LocalFiles files, Copy copy) {
        Optional<LinkedFile> linked = files.link(copy.version.object(), copy.path);
        linked.ifPresent(file -> copy.linked = file);
        return linked;
    }

    /** Copies of objects of one store, none of them longer than its short ones. */
    void makeShort(LocalFiles files, List<Copy> some, Runnable stillWanted) {
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
                    stillWanted.run();
                    copies.reserve(copy, bytes.length);
                    try (FileChannel file = create(copy.path)) {
                        write(ByteBuffer.wrap(bytes), file, 0);
                    }
                    copy.came(new Extent(0, bytes.length));
                });
                case ShortContent.InFile() -> make(copy);
                case ShortContent.Failed(StorageException cause) -> fail(copy, cause);
            }
        }
    }

    private static FileChannel create(Path path) throws IOException {
        return FileChannel.open(
                path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FileModes.of(path, FileModes.FILE));
    }

    static void write(ByteBuffer bytes, FileChannel file, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }

    /**
     * @param arriving told of bytes before they are kept, and now and then of none; ends the call by what it throws
     * @return how many of the bytes were not here before
     */
    long need(Copy copy, List<Extent> extents, LongConsumer arriving) {
        LinkedFile linked = copy.linked;
        if (linked != null) {
            extents.forEach(extent -> check(linked, extent, arriving));
            return 0;
        }
        lock(copy, arriving);
        try {
            List<Extent> missing = copy.missing(extents);
            if (!missing.isEmpty()) {
                fetch(copy, Download.coalesced(missing), arriving);
            }
            return missing.stream().mapToLong(Extent::length).sum();
        } finally {
            copy.filling.unlock();
        }
    }

    /** A piece at a time, so that it can be ended. */
    private static void check(LinkedFile linked, Extent extent, LongConsumer arriving) {
        for (long at = 0; at < extent.length(); at += CHECKED_AT_ONCE) {
            arriving.accept(0);
            linked.check(new Extent(extent.offset() + at, Math.min(CHECKED_AT_ONCE, extent.length() - at)));
        }
    }

    private void fetch(Copy copy, List<Extent> extents, LongConsumer arriving) {
        copies.reserve(copy, extents.stream().mapToLong(Extent::length).sum());
        try {
            new Download(copy, limits, arriving).fetch(extents);
        } catch (IOException e) {
            throw failed(e);
        } finally {
            copies.settle(copy);
        }
    }

    private static void lock(Copy copy, LongConsumer arriving) {
        try {
            while (!copy.filling.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                arriving.accept(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Kind.UNAVAILABLE, "interrupted", e);
        }
    }
}
