package dev.stagedoor.server.protocol;

import dev.stagedoor.errors.StagedoorException;
import java.util.Optional;

/** What is the matter with a statement and its result. */
sealed interface ResultState {
    /** The statement has given no page yet. */
    record Running() implements ResultState {}

    /**
     * The page after one that was given is being read.
     *
     * @param wanted whether another query needs the place, so that the page goes into a file
     */
    record ReadingAhead(boolean wanted) implements ResultState {}

    /** Pages are in a file, because nobody fetches them. {@code rest} comes after the file's last page. */
    record Spilled(SpillFile pages, Rest rest) implements ResultState {}

    /** What can come after the pages of a file. */
    sealed interface Rest extends ResultState {}

    /** More pages: the file grows. */
    record ReadingOn() implements Rest {}

    /** A page in memory, and then those still to be read, if it is not the last. */
    record Paging(StatementRun.Page next) implements Rest {}

    /** An error that nobody was told yet. */
    record Failing(StagedoorException error) implements Rest {}

    /** Nothing: every page was given, or the last one is in the file. */
    record Done() implements Rest {}

    /** It was ended, and nobody was told yet. */
    record Killed() implements ResultState {}

    /** The client was told. */
    record Failed(StagedoorException error) implements ResultState {}

    /** The client has closed it. */
    record Finalised(Optional<StagedoorException> error) implements ResultState {}

    /** Whether nobody but a repeated request can ask for pages. */
    default boolean isEnded() {
        return switch (this) {
            case Done _, Failed _, Finalised _ -> true;
            case Running _, ReadingAhead _, Spilled _, ReadingOn _, Paging _, Failing _, Killed _ -> false;
        };
    }

    /** What the client was told of its failure. */
    default Optional<StagedoorException> told() {
        return switch (this) {
            case Failed(var error) -> Optional.of(error);
            case Finalised(var error) -> error;
            case Running _, ReadingAhead _, Spilled _, ReadingOn _, Paging _, Failing _, Killed _, Done _ -> Optional.empty();
        };
    }

    /** As answers have it. */
    default QueryResponse.State shown() {
        if (told().isPresent()) {
            return QueryResponse.State.FAILED;
        }
        return isEnded() ? QueryResponse.State.SUCCEEDED : QueryResponse.State.RUNNING;
    }
}
