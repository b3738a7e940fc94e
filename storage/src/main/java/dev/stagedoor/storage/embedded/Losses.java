package dev.stagedoor.storage.embedded;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.disk.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parts of a data directory that are missing or damaged. Without a word of the administrator nothing starts without them; with it, what is
 * left of such a part is moved to {@code lost/}, and nothing is deleted.
 */
final class Losses {
    /** Below the data directory. */
    static final String LOST = "lost";

    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);

    private final Path root;
    private final Set<DataPart> accepted;
    private final Set<DataPart> found = EnumSet.noneOf(DataPart.class);

    /** @param accepted parts without which the administrator is willing to go on */
    Losses(Path root, Set<DataPart> accepted) {
        this.root = root;
        this.accepted = Set.copyOf(accepted);
    }

    /**
     * Goes on only when this loss was accepted.
     *
     * @param what a clause about the part, such as {@code is missing}
     * @param consequence what accepting it means, as a clause
     * @throws StagedoorException {@code INVALID_CONFIG}, in one line that names the command which accepts the loss
     */
    void require(DataPart part, String what, String consequence) {
        if (!accepted.contains(part)) {
            throw new StagedoorException(
                    ErrorCode.INVALID_CONFIG,
                    part.title() + " in " + root + " " + what + ": restore the data directory from a backup, or accept the loss with "
                            + "'stagedoor serve --accept-loss " + part + "': " + consequence);
        }
        LOG.warn("{} {}; the loss is accepted: {}", part.title(), what, consequence);
        found.add(part);
    }

    /** Whether the part was lost, and that accepted. */
    boolean wereFound(DataPart part) {
        return found.contains(part);
    }

    /** Moves what is left of a part out of the way. */
    void setAside(DataPart part) throws IOException {
        Path place = newPlace(part);
        for (String entry : part.entries()) {
            Path from = root.resolve(entry);
            if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(from, place.resolve(entry));
            }
        }
        Directories.force(place);
        Directories.force(root);
        LOG.warn("What is left of {} is in {}", part.title(), place);
    }

    /** A new directory for what is left of a part. */
    Path newPlace(DataPart part) throws IOException {
        Path lost = root.resolve(LOST);
        LocalDisk.INSTANCE.createDirectory(lost);
        for (int number = 1; ; number++) {
            Path place = lost.resolve(part + "-" + number);
            if (Files.notExists(place, LinkOption.NOFOLLOW_LINKS)) {
                LocalDisk.INSTANCE.createDirectory(place);
                return place;
            }
        }
    }

    /**
     * @throws StagedoorException {@code INVALID_CONFIG} when a part was given up that is not lost: the word must not stay for a loss to
     * come
     */
    void refuseUnfounded() {
        for (DataPart part : accepted) {
            if (!found.contains(part)) {
                throw new StagedoorException(
                        ErrorCode.INVALID_CONFIG, part.title() + " in " + root + " is not lost: start without '--accept-loss "
                                + part + "'");
            }
        }
    }
}
