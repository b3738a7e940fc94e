package dev.stagedoor.storage.mirror;

import dev.stagedoor.storage.LocalFiles;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.mirror.Copies.Taken;
import dev.stagedoor.storage.mirror.Mirror.Wanted;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** One call for several files. What fails first ends all of it. */
final class Fetch {
    /** Files of one call that are made at the same time. */
    private static final int THREADS = 8;

    /** How often a wait for what another call makes looks whether the file is still wanted. */
    private static final long LOOK_MILLIS = 100;

    private final List<Wanted> wanted;
    private final Copies copies;
    private final CopyMaker maker;
    private final Runnable stillWanted;
    private final LongConsumer arrived;
    private final AtomicReferenceArray<MirroredFile> files;
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    Fetch(List<Wanted> wanted, Copies copies, CopyMaker maker, Runnable stillWanted, LongConsumer arrived) {
        this.wanted = wanted;
        this.copies = copies;
        this.maker = maker;
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
            for (List<Integer> group : groups()) {
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
            if (atHand(wanted.get(i)).isEmpty()) {
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

    private static Optional<LocalFiles> atHand(Wanted file) {
        return file.store().localFiles().filter(local -> file.object().size() <= local.maxShortBytes());
    }

    private void fetch(List<Integer> group) {
        List<Taken> taken = new ArrayList<>(group.stream().map(this::take).toList());
        int at = 0;
        try {
            make(taken.stream().filter(Taken::mine).map(Taken::copy).toList());
            for (; at < group.size(); at++) {
                while (!isMade(taken.get(at))) {
                    taken.set(at, take(group.get(at)));
                    make(List.of(taken.get(at)).stream().filter(Taken::mine).map(Taken::copy).toList());
                }
                Taken file = taken.get(at);
                files.set(group.get(at), new MirroredFile(file.copy(), copies));
                arrived.accept(file.copy().version.size() - (file.mine() ? file.copy().arrived : 0));
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
            taken.subList(at, taken.size()).forEach(left -> copies.release(left.copy()));
        }
    }

    private Taken take(int file) {
        return copies.take(new Version(wanted.get(file).store(), wanted.get(file).object()));
    }

    private void make(List<Copy> mine) {
        if (mine.isEmpty()) {
            return;
        }
        Optional<LocalFiles> local = mine.getFirst().version.store().localFiles();
        if (local.isPresent() && mine.getFirst().version.size() <= local.get().maxShortBytes()) {
            maker.makeShort(local.get(), mine, _ -> look());
        } else {
            mine.forEach(copy -> maker.make(copy, bytes -> {
                look();
                copy.arrived += bytes;
                arrived.accept(bytes);
            }));
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
