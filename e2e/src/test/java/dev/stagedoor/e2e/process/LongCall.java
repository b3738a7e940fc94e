package dev.stagedoor.e2e.process;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A query of one call that takes minutes, in which the query engine looks at nothing. */
final class LongCall {
    private static final String COMPARISON =
            "damerau_levenshtein(lpad(md5(CAST(n AS VARCHAR)), 250, 'a'), lpad(md5(CAST(n + %d AS VARCHAR)), 250, 'b'))";

    /** One batch of rows through sixty comparisons. */
    static final String SQL = "SELECT " + IntStream.range(0, 60).mapToObj(COMPARISON::formatted).collect(Collectors.joining(" + "))
            + " AS x FROM range(2048) t(n)";

    private LongCall() {}
}
