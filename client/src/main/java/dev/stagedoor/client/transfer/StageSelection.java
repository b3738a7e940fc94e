package dev.stagedoor.client.transfer;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The files that a location means: one file, a directory with all that is in it, or those whose paths match.
 *
 * @param prefix of their paths
 * @param pattern a regular expression for what follows the prefix
 * @param single the one file that is meant
 */
public record StageSelection(StageLocation prefix, Optional<String> pattern, Optional<RemoteFile> single) {
    /**
     * A file of exactly that name comes first, whatever characters it has; then placeholders as {@link Glob} knows them; then a directory.
     *
     * @param pattern a regular expression for the paths below a directory
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static StageSelection of(StageLocation location, Optional<String> pattern, StageStatements statements) {
        if (pattern.isPresent()) {
            return new StageSelection(location.asDirectory(), pattern, Optional.empty());
        }
        Optional<RemoteFile> single = statements.find(location);
        if (single.isPresent()) {
            return new StageSelection(location, Optional.empty(), single);
        }
        if (Glob.isIn(location.path())) {
            int fixed = Glob.fixedLength(location.path());
            Glob rest = Glob.of(location.path().substring(fixed));
            return new StageSelection(location.at(location.path().substring(0, fixed)), Optional.of(rest.regex()), Optional.empty());
        }
        return new StageSelection(location.asDirectory(), Optional.empty(), Optional.empty());
    }

    /** The directory that the paths of {@link #files} are shown from. */
    public StageLocation root() {
        return prefix.directory();
    }

    /** Whether it is a directory, with whatever is in it. */
    public boolean isWholeDirectory() {
        return pattern.isEmpty() && single.isEmpty();
    }

    /** The statement that lists the files. */
    public String toSql() {
        return single.isPresent() ? StageStatements.listOf(prefix) : StageStatements.list(prefix, pattern);
    }

    /** Removes the files. @return what the server says of them */
    public List<String> remove(StageStatements statements) {
        return single.isPresent() ? statements.remove(prefix) : statements.remove(prefix, pattern);
    }

    /** Tells of each file. @return how many there were */
    public long files(StageStatements statements, Consumer<RemoteFile> files) {
        if (single.isPresent()) {
            files.accept(single.get());
            return 1;
        }
        long[] count = {0};
        statements.list(prefix, pattern, file -> {
            count[0]++;
            files.accept(file);
        });
        return count[0];
    }
}
