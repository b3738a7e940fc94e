package dev.stagedoor.storage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends uploads in parts that nobody has completed, one by one, in a thread of its own: when it starts, and again and again. The age of an
 * upload counts from its beginning, as in the lifecycle rules of S3.
 */
public final class AbandonedUploads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AbandonedUploads.class);

    /** An upload is looked at so often within the age at which it is ended, but at most every second, and at least every hour. */
    private static final int SWEEPS_AN_AGE = 4;

    private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MOST_INTERVAL = Duration.ofHours(1);

    /**
     * Where uploads are looked for.
     *
     * @param name for the log
     * @param uploads not closed by this; open for longer than this
     */
    public record Place(String name, MultipartUploads uploads, KeyPrefix prefix) {}

    /** Uploads that somebody else keeps account of: they may lie in buckets that are not looked through. */
    @FunctionalInterface
    public interface Plans {
        /** None. */
        Plans NONE = _ -> 0;

        /**
         * Ends those that have not been completed in time.
         *
         * @param age since their beginning
         * @return how many
         */
        int end(Duration age);
    }

    private final Plans plans;
    private final List<Place> places;
    private final Duration age;
    private final Clock clock;
    private final Thread thread;

    private AbandonedUploads(Plans plans, List<Place> places, Duration age, Clock clock) {
        this.plans = plans;
        this.places = List.copyOf(places);
        this.age = age;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("abandoned-uploads").unstarted(this::run);
    }

    /**
     * Begins.
     *
     * @param plans asked before the places are looked through
     * @param age at which an upload is abandoned
     */
    public static AbandonedUploads start(Plans plans, List<Place> places, Duration age, Clock clock) {
        var sweeper = new AbandonedUploads(plans, places, age, clock);
        sweeper.thread.start();
        return sweeper;
    }

    private void run() {
        Duration interval = age.dividedBy(SWEEPS_AN_AGE);
        interval = interval.compareTo(LEAST_INTERVAL) < 0 ? LEAST_INTERVAL : interval;
        interval = interval.compareTo(MOST_INTERVAL) > 0 ? MOST_INTERVAL : interval;
        try {
            while (true) {
                endPlans();
                for (Place place : places) {
                    sweep(place);
                }
                Thread.sleep(interval);
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private void endPlans() throws InterruptedException {
        try {
            int ended = plans.end(age);
            if (ended > 0) {
                LOG.info("Ended {} planned uploads that were begun more than {} ago", ended, age);
            }
        } catch (RuntimeException e) {
            requireRunning();
            LOG.warn("Planned uploads could not be ended; it is tried again", e);
        }
    }

    private void sweep(Place place) throws InterruptedException {
        try {
            long ended = sweep(place, clock.instant().minus(age));
            if (ended > 0) {
                LOG.info("Ended {} uploads in parts in {} that were begun more than {} ago", ended, place.name(), age);
            }
        } catch (RuntimeException e) {
            requireRunning();
            if (e instanceof StorageException told && told.kind() == StorageException.Kind.UNSUPPORTED) {
                return; // Azure lists no uploads, and ends them by itself
            }
            LOG.warn("Abandoned uploads in {} could not be ended; it is tried again", place.name(), e);
        }
    }

    private static long sweep(Place place, Instant before) throws InterruptedException {
        long ended = 0;
        Iterator<UploadUnderWay> uploads = place.uploads().list(place.prefix(), UploadUnderWay.Position.BEGINNING);
        while (uploads.hasNext()) {
            UploadUnderWay upload = uploads.next();
            requireRunning();
            if (upload.begunAt().isBefore(before)) {
                place.uploads().abort(upload.upload());
                ended++;
            }
        }
        return ended;
    }

    private static void requireRunning() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Ends a sweep under way; what it has not ended is left to the next. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
