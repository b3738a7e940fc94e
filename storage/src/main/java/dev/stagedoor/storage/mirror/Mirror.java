package dev.stagedoor.storage.mirror;

import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.parquet.ParquetNeeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Objects of any store as local files, in a directory of bounded size. A file is one version of one object, told by its ETag, size and
 * time of change. Where the object is a file of this machine already, it gets a second name there (a hard link), which takes no room and
 * goes when nobody reads it. All others are copied. A copy stays while somebody reads it, and afterwards until its room is needed for
 * another: the one that nobody has read for the longest time goes first. Nothing in the directory outlives the process. Safe for use by
 * many threads.
 */
public final class Mirror implements AutoCloseable {
    /** What files are called; others in the directory are nobody's. */
    private static final String SUFFIX = ".object";

    private final Path directory;
    private final long maxBytes;
    private final Copies copies;
    private final CopyMaker maker;
    private final ParquetCopies parquets;
    private final TextCopies texts;

    private Mirror(Path directory, long maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.copies = new Copies(directory, SUFFIX, maxBytes);
        this.maker = new CopyMaker(copies);
        this.parquets = new ParquetCopies(copies, maker);
        this.texts = new TextCopies(copies, maker);
    }

    /**
     * Makes the directory (mode 0700) or empties it.
     *
     * @param directory no other process uses it
     * @param maxBytes of all copies together
     */
    public static Mirror open(Path directory, long maxBytes) {
        try {
            Path real = Files.createDirectories(directory.toAbsolutePath(), FileModes.of(directory, FileModes.DIRECTORY)).toRealPath();
            try (Stream<Path> left = Files.list(real)) {
                for (Path file : left.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
                    Files.delete(file);
                }
            }
            return new Mirror(real, maxBytes);
        } catch (IOException e) {
            throw new UncheckedIOException("the directory for mirrored files, " + directory + ", cannot be used", e);
        }
    }

    /** Where the files lie; without symbolic links. */
    public Path directory() {
        return directory;
    }

    /** How many bytes all copies together may have. */
    public long maxBytes() {
        return maxBytes;
    }

    /** How many bytes all copies have, those that are being made included. */
    public long bytes() {
        return copies.bytes();
    }

    /** What is in it, in no order. */
    public List<MirrorEntry> entries() {
        return copies.entries();
    }

    /**
     * An object as its store listed it.
     *
     * @param parquet what is needed of it when it is a Parquet file; empty for all of it
     * @param planned whether nothing but the footer is to be fetched, for {@link MirroredFile#report}
     * @param beginning what is needed of it when it is a text file; empty for all of it
     */
    public record Wanted(
            ObjectStore store, ObjectSummary object, Optional<ParquetNeeds> parquet, boolean planned, Optional<Beginning> beginning) {
        /** All of it. */
        public Wanted(ObjectStore store, ObjectSummary object) {
            this(store, object, Optional.empty(), false, Optional.empty());
        }
    }

    /**
     * An object as a local file, which is made if it is not there.
     *
     * @param stillWanted asked now and then; ends the call by what it throws
     * @return to be closed when the file is read
     * @throws StorageException {@code PRECONDITION_FAILED} when the object is another by now; {@code INSUFFICIENT_STORAGE} when files that
     *     are being read leave no room; as {@link ObjectStore#open}
     */
    public MirroredFile fetch(ObjectStore store, ObjectSummary wanted, Runnable stillWanted) {
        try {
            return fetch(List.of(new Wanted(store, wanted)), stillWanted, _ -> {}).getFirst();
        } catch (FileFailedException e) {
            throw e.failure();
        }
    }

    /** As {@link #fetch(List, Runnable, LongConsumer)}, and nobody is told what arrives. */
    public List<MirroredFile> fetch(List<Wanted> wanted, Runnable stillWanted) {
        return fetch(wanted, stillWanted, _ -> {});
    }

    /**
     * Objects as local files, several at a time.
     *
     * @param wanted Parquet files among them are read together, as the types that the first of all has
     * @param stillWanted asked now and then, by several threads; ends the call by what it throws
     * @param arrived told how many bytes more are there or not needed, by several threads; the sizes of all files when the call has
     *     succeeded
     * @return one for each, in their order; each to be closed when it is read
     * @throws FileFailedException which of them failed first, and why as {@link #fetch(ObjectStore, ObjectSummary, Runnable)}; then none is
     *     kept
     */
    public List<MirroredFile> fetch(List<Wanted> wanted, Runnable stillWanted, LongConsumer arrived) {
        return new Fetch(wanted, copies, maker, parquets, texts, stillWanted, arrived).run();
    }

    /** Removes every file, also those being read. */
    @Override
    public void close() {
        copies.clear();
    }
}
