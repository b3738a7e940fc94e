package dev.stagedoor.engine.presign;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.MultipartLimits;
import dev.stagedoor.storage.StorageException;
import java.util.Optional;
import java.util.OptionalLong;

/** Into how many parts a file is sent. */
final class PartSizes {
    /** No smaller part is chosen: each costs a request. */
    static final long MIN_CHOSEN_BYTES = 16L << 20;

    /** No more parts are chosen, where the store takes large ones. */
    static final int MAX_CHOSEN_PARTS = 1000;

    /** What every store takes in one PUT. */
    static final long MAX_WHOLE_BYTES = 5L << 30;

    private PartSizes() {}

    /**
     * The size of all parts but the last; a file that is no larger is sent whole.
     *
     * @param limits empty for a store that takes no parts
     * @param written what the statement asks for
     * @throws StagedoorException 1006 naming the bound that the file or the parts exceed; 3902 for a store that takes no such file
     */
    static long of(long size, OptionalLong written, Optional<MultipartLimits> limits) {
        if (limits.isEmpty()) {
            if (size > MAX_WHOLE_BYTES) {
                throw new StorageException(
                        StorageException.Kind.UNSUPPORTED,
                        "this store takes no uploads in parts, and files of at most " + MAX_WHOLE_BYTES + " bytes whole, not of " + size);
            }
            return Math.max(MIN_CHOSEN_BYTES, size);
        }
        MultipartLimits bounds = limits.get();
        if (size > bounds.maxObjectBytes()) {
            throw bad("SIZE = " + size + " is more than this store takes: at most " + bounds.maxObjectBytes() + " bytes.");
        }
        long partSize = written.isPresent() ? written.getAsLong() : chosen(size, bounds);
        long least = Math.max(1, bounds.minPartBytes());
        if (partSize < least || partSize > bounds.maxPartBytes()) {
            throw bad("PART_SIZE = " + partSize + " is out of bounds: this store takes parts of " + least + " to "
                    + bounds.maxPartBytes() + " bytes.");
        }
        long parts = parts(size, partSize);
        if (parts > bounds.maxParts()) {
            throw bad("PART_SIZE = " + partSize + " makes " + parts + " parts of " + size + " bytes; this store takes at most "
                    + bounds.maxParts() + ".");
        }
        return partSize;
    }

    private static long chosen(long size, MultipartLimits bounds) {
        long partSize = MIN_CHOSEN_BYTES;
        while (partSize < bounds.minPartBytes() || parts(size, partSize) > MAX_CHOSEN_PARTS && 2 * partSize <= bounds.maxPartBytes()) {
            partSize *= 2;
        }
        return Math.min(partSize, bounds.maxPartBytes());
    }

    private static long parts(long size, long partSize) {
        return size / partSize + (size % partSize == 0 ? 0 : 1);
    }

    private static StagedoorException bad(String sentence) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, sentence);
    }
}
