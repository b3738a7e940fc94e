package dev.stagedoor.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.LocationException;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.StatementParser;
import dev.stagedoor.storage.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Any text as a location: what becomes a key lies below its stage, and a location of a stage that
 * there can be, written down, is read back as the same. */
public final class StagePathTarget {
    private static final String ROOT = "stage/internal/s/";

    private StagePathTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        StagePath path;
        try {
            path = StagePath.parse("@" + data.consumeRemainingAsString());
        } catch (LocationException e) {
            return;
        }
        key(path).ifPresent(StagePathTarget::requireBelowRoot);
        if (path.stage().matches("~|[A-Za-z0-9_$-]+") && StandardCharsets.UTF_8.newEncoder().canEncode(path.toString())
                && path.toString().indexOf('\0') < 0) {
            requireReadBack(path);
        }
    }

    private static Optional<String> key(StagePath path) {
        try {
            return Optional.of(new ObjectKey(ROOT + path.path()).value());
        } catch (StagedoorException e) {
            return Optional.empty();
        }
    }

    private static void requireBelowRoot(String key) {
        List<String> segments = List.of(key.split("/", -1));
        boolean plain = segments.stream().noneMatch(segment -> segment.isEmpty() || segment.equals(".") || segment.equals(".."));
        if (!plain || !key.startsWith(ROOT) || key.indexOf('\0') >= 0) {
            throw new AssertionError("a key that could leave its stage: " + segments.size() + " segments");
        }
    }

    private static void requireReadBack(StagePath path) {
        Statement read = StatementParser.parse("LIST " + path.toSql());
        if (!read.equals(new Statement.ListFiles(path, Optional.empty()))) {
            throw new AssertionError(path + " is read back as " + read);
        }
    }
}
