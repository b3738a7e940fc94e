package dev.stagedoor.storage.mirror;

import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.LocalFiles;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.mirror.Copies.Taken;
import dev.stagedoor.storage.mirror.Mirror.Wanted;
import dev.stagedoor.storage.mirror.ParquetCopies.Prepared;
import dev.stagedoor.storage.parquet.ParquetNeeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One call for several files. What fails first ends all of it. */
final class Fetch {
    /** Files of one call that are made at the same time. */
    private static final int THREADS = 8;

    /** How often a wait for what another call makes looks whether the file is still wanted. */
    private static final long LOOK_MILLIS = 100;

    private final List<Wanted> wanted;
    private final Copies copies;
    private final CopyMaker maker;
    private final ParquetCopies parquets;
    private final TextCopies texts;
    private final Runnable stillWanted;
    private final LongConsumer arrived;
    private final AtomicReferenceArray<MirroredFile> files;
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private volatile @Nullable Map<String, String> firstTypes;

    Fetch(
            List<Wanted> wanted,
            Copies copies,
            CopyMaker maker,
            ParquetCopies parquets,
            TextCopies texts,
            Runnable stillWanted,
            LongConsumer arrived) {
        this.wanted = wanted;
        this.copies = copies;
        this.maker = maker;
        this.parquets = parquets;
        this.texts = texts;
        this.stillWanted = stillWanted;
        this.arrived = arrived;
        this.files = new AtomicReferenceArray<>(wanted.size());
    }

    /** Ends what goes on when something else has failed. */
    private static final class Stopped extends RuntimeException {
        private Stopped() {
            super(null, null, false, false);
        }
    }

    /** What {@link Mirror#fetch(List, Runnable)} says. */
    List<MirroredFile> run() {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS, Thread.ofVirtual().name("mirror-", 0).factory())) {
            List<List<Integer>> groups = groups();
            if (!groups.isEmpty() && wanted.getFirst().parquet().isPresent()) {
                // All are read as the types that the first one has.
                fetch(groups.removeFirst());
            }
            for (List<Integer> group : groups) {
                threads.execute(() -> fetch(group));
            }
        }
        RuntimeException failed = failure.get();
        List<MirroredFile> all = IntStream.range(0, wanted.size()).mapToObj(files::get).filter(Objects::nonNull).toList();
        if (failed != null) {
            all.forEach(MirroredFile::close);
            throw failed;
        }
        return all;
    }

    /** Those at hand by the hundred, each of the others alone. */
    private List<List<Integer>> groups() {
        List<List<Integer>> groups = new ArrayList<>();
        Map<ObjectStore, List<Integer>> open = new HashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            if (atHand(version(i)).isEmpty()) {
                groups.add(List.of(i));
                continue;
            }
            List<Integer> group = open.get(wanted.get(i).store());
            if (group == null || group.size() == LocalFiles.MAX_SHORT_CONTENTS) {
                group = new ArrayList<>();
                open.put(wanted.get(i).store(), group);
                groups.add(group);
            }
            group.add(i);
        }
        return groups;
    }

    private static Optional<LocalFiles> atHand(ObjectVersion version) {
        return version.store().localFiles().filter(local -> version.size() <= local.maxShortBytes());
    }

    private void fetch(List<Integer> group) {
        List<Taken> taken = new ArrayList<>(group.stream().map(this::take).toList());
        int at = 0;
        try {
            make(taken);
            for (; at < group.size(); at++) {
                while (!isMade(taken.get(at))) {
                    taken.set(at, take(group.get(at)));
                    make(List.of(taken.get(at)));
                }
                files.set(group.get(at), filled(group.get(at), taken.get(at).copy()));
            }
        } catch (Stopped _) {
            // The other failure is the one to tell.
        } catch (StorageException e) {
            failure.compareAndSet(null, new FileFailedException(group.get(at), e));
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        } catch (Error e) {
            failure.compareAndSet(null, new IllegalStateException(e));
            throw e;
        } finally {
            taken.subList(at, taken.size()).forEach(left -> copies.giveUp(left.copy()));
        }
    }

    /** With everything in it that is needed. What was not told as it arrived is told in the end. */
    private MirroredFile filled(int file, Copy copy) {
        var told = new AtomicLong();
        MirroredFile filled = filled(file, copy, bytes -> {
            look();
            if (bytes > 0) {
                told.addAndGet(bytes);
                arrived.accept(bytes);
            }
        });
        arrived.accept(Math.max(0, copy.version.size() - told.get()));
        return filled;
    }

    private MirroredFile filled(int file, Copy copy, LongConsumer arriving) {
        Optional<MirroredFile> first = wanted.get(file).beginning()
                .filter(beginning -> beginning.bytes() < copy.version.size())
                .flatMap(beginning -> texts.beginning(copy, beginning, arriving));
        if (first.isPresent()) {
            copies.release(copy);
            return first.get();
        }
        Optional<ParquetNeeds> parquet = wanted.get(file).parquet();
        if (parquet.isEmpty()) {
            long missing = maker.need(copy, List.of(new Extent(0, copy.version.size())), arriving);
            return new MirroredFile(copy, copies, FetchReport.whole(copy.version.size(), missing));
        }
        Prepared prepared = parquets.prepare(
                copy, parquet.get(), !wanted.get(file).planned(), Optional.ofNullable(firstTypes), arriving);
        if (file == 0) {
            firstTypes = prepared.types();
        }
        if (prepared.own().isEmpty()) {
            return new MirroredFile(copy, copies, prepared.report());
        }
        copies.release(copy);
        return new MirroredFile(prepared.own().get(), copies, prepared.report());
    }

    private ObjectVersion version(int file) {
        return new ObjectVersion(wanted.get(file).store(), wanted.get(file).object());
    }

    private Taken take(int file) {
        return copies.take(version(file));
    }

    private void make(List<Taken> taken) {
        List<Copy> mine = taken.stream().filter(Taken::mine).map(Taken::copy).toList();
        if (mine.isEmpty()) {
            return;
        }
        Optional<LocalFiles> local = atHand(mine.getFirst().version);
        if (local.isPresent()) {
            maker.makeShort(local.get(), mine, this::look);
        } else {
            mine.forEach(maker::make);
        }
    }

    private void look() {
        if (failure.get() != null) {
            throw new Stopped();
        }
        stillWanted.run();
    }

    /**
     * Waits until it is there.
     *
     * @return false when another call has failed to make it: what ended that need not end this
     * @throws RuntimeException why this call could not make it
     */
    private boolean isMade(Taken taken) {
        while (true) {
            try {
                taken.copy().made.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException _) {
                look();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StorageException(Kind.UNAVAILABLE, "interrupted", e);
            } catch (ExecutionException e) {
                if (taken.mine()) {
                    throw e.getCause() instanceof RuntimeException failed ? failed : new IllegalStateException(e.getCause());
                }
                return false;
            }
        }
    }
}
