package dev.stagedoor.query.duckdb;

import static dev.stagedoor.query.duckdb.TreeNodes.addArgument;
import static dev.stagedoor.query.duckdb.TreeNodes.argument;
import static dev.stagedoor.query.duckdb.TreeNodes.argumentCount;
import static dev.stagedoor.query.duckdb.TreeNodes.function;
import static dev.stagedoor.query.duckdb.TreeNodes.integer;
import static dev.stagedoor.query.duckdb.TreeNodes.rename;
import static dev.stagedoor.query.duckdb.TreeNodes.setArgument;
import static dev.stagedoor.query.duckdb.TreeNodes.textConstant;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.RepetitionBound;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bounds on what one call of a function makes or computes. DuckDB looks at interrupts and at its memory limit between batches of some 2,000
 * rows, not inside of a call: a call that makes a gigabyte, or searches for a minute, cannot be ended. Sizes are bounded whether they stand
 * in the query or are computed; what must stand in the query is refused otherwise.
 */
public final class FunctionGuards {
    /** Longest text that a function makes, in bytes. */
    public static final int MAX_TEXT_BYTES = 64 << 10;

    /** Longest text that {@code lpad} and {@code rpad} fill up to, in characters. */
    public static final int MAX_PADDED_CHARS = MAX_TEXT_BYTES / 4;

    /** Longest text that a function makes for each element of a list, in characters. */
    static final int MAX_ELEMENT_CHARS = 256;

    /** Longest list that a function makes, in elements. In FROM, {@code range} and {@code numbers} are not bounded. */
    static final int MAX_LIST = 4096;

    /** Longest text that a similarity function compares, in bytes. */
    static final int MAX_WORD_BYTES = 256;

    /** Longest pattern of a regular expression or LIKE, in characters. */
    static final int MAX_PATTERN_CHARS = 1000;

    /** A LIKE pattern up to so long searches any text. */
    static final int SHORT_PATTERN_CHARS = 64;

    /** The length of a pattern times that of the text it searches, in bytes. */
    static final int MAX_SEARCH = 4 << 20;

    /** Largest product of the counted repetitions of a regular expression. */
    static final int MAX_REPETITIONS = 1000;

    /** Longest separator between the elements of a list, in characters. */
    static final int MAX_SEPARATOR_CHARS = 64;

    /** Longest text that stands in a query, in characters. */
    static final int MAX_LITERAL_CHARS = 16 << 10;

    private static final String TOO_LONG = "a text that a function of a query makes has at most " + MAX_TEXT_BYTES + " bytes, and "
            + MAX_ELEMENT_CHARS + " characters for each element of a list";

    /** What stands for {@code ${NAME}} in the macros. */
    static final Map<String, String> VALUES = Map.of(
            "MAX_TEXT", Integer.toString(MAX_TEXT_BYTES),
            "MAX_PADDED", Integer.toString(MAX_PADDED_CHARS),
            "MAX_ELEMENT", Integer.toString(MAX_ELEMENT_CHARS),
            "MAX_LIST", Integer.toString(MAX_LIST),
            "MAX_WORD", Integer.toString(MAX_WORD_BYTES),
            "TOO_LONG", TOO_LONG,
            "TOO_MANY", "a list that a function of a query makes has at most " + MAX_LIST
                    + " elements: in FROM, range(…) and numbers(…) make more",
            "TOO_LONG_WORD", "similarity is computed of texts of at most " + MAX_WORD_BYTES + " bytes",
            "TOO_LONG_SEARCHED", "the pattern is too long for a text of that length: their product is at most " + MAX_SEARCH);

    /** Whose result is bounded after it is made: it is not much larger than what it is made of. */
    private static final Set<String> GROWING_TEXTS = Set.of(
            "||", "array_to_json", "array_to_string", "array_to_string_comma_default", "base64", "bin", "concat", "concat_ws", "hex",
            "json_array", "json_merge_patch", "json_object", "json_pretty", "json_quote", "list_string_agg", "overlay", "regexp_escape",
            "row_to_json", "to_base64", "to_binary", "to_hex", "to_json", "url_encode");

    private static final Set<String> GROWING_LISTS =
            Set.of("array_cat", "array_concat", "array_flatten", "flatten", "list_cat", "list_concat");

    private static final Set<String> SIMILARITIES = Set.of(
            "damerau_levenshtein", "editdist3", "hamming", "jaccard", "jaro_similarity", "jaro_winkler_similarity", "levenshtein",
            "mismatches");

    private static final Set<String> REGULAR_EXPRESSIONS = Set.of(
            "regexp_extract", "regexp_extract_all", "regexp_full_match", "regexp_matches", "regexp_replace", "regexp_split_to_array",
            "regexp_split_to_table", "str_split_regex", "string_split_regex");

    private static final Set<String> LIKES = Set.of(
            "~~", "!~~", "~~*", "!~~*", "~~~", "like_escape", "ilike_escape", "not_like_escape", "not_ilike_escape");

    /** What takes a size, or multiplies: not for each element of a list. */
    private static final Set<String> NOT_IN_LAMBDA =
            Set.of("repeat", "lpad", "rpad", "replace", "regexp_replace", "range", "generate_series");

    /** Aggregates that take a size as an argument more than they are for. */
    private static final Map<String, Integer> MOST_ARGUMENTS = Map.of(
            "min", 1, "max", 1, "arg_min", 2, "arg_max", 2, "min_by", 2, "max_by", 2, "argmin", 2, "argmax", 2);

    private FunctionGuards() {}

    /**
     * A call with its bounds.
     *
     * @param call changed in place; its name is DuckDB's
     * @param inLambda whether it is called for each element of a list
     * @return what stands in its place: itself, or something around it
     * @throws StagedoorException 1006 for what is beyond a bound, or can only be bounded when it stands in the query
     */
    static ObjectNode guard(ObjectNode call, boolean inLambda) {
        String name = TreeNodes.functionName(call);
        if (argumentCount(call) > MOST_ARGUMENTS.getOrDefault(name, Integer.MAX_VALUE)) {
            throw refused(name + " takes " + MOST_ARGUMENTS.get(name) + (MOST_ARGUMENTS.get(name) == 1 ? " argument" : " arguments"));
        }
        if (inLambda && NOT_IN_LAMBDA.contains(name)) {
            throw refused("'" + name + "' is not called for each element of a list: unnest the list in FROM");
        }
        switch (name) {
            case "repeat" -> rename(call, "stagedoor_repeat");
            case "replace" -> rename(call, "stagedoor_replace");
            case "lpad", "rpad" -> setArgument(call, 1, function("stagedoor_size", argument(call, 1)));
            case "range", "generate_series" -> list(call, name);
            case "array_to_string" -> separator(argument(call, 1));
            default -> {}
        }
        if (REGULAR_EXPRESSIONS.contains(name)) {
            regularExpression(call, name);
        } else if (LIKES.contains(name)) {
            like(call);
        } else if (SIMILARITIES.contains(name)) {
            setArgument(call, 0, function("stagedoor_word", argument(call, 0)));
            setArgument(call, 1, function("stagedoor_word", argument(call, 1)));
        }
        if (GROWING_TEXTS.contains(name)) {
            return around(call, inLambda ? "stagedoor_bounded_element" : "stagedoor_bounded");
        }
        if (name.equals("map_concat")) {
            return around(call, "stagedoor_bounded_map");
        }
        return GROWING_LISTS.contains(name) ? around(call, "stagedoor_bounded_list") : call;
    }

    /** @throws StagedoorException 1006 when it is too long */
    static void literal(JsonNode constant) {
        if (textConstant(constant).orElse("").length() > MAX_LITERAL_CHARS) {
            throw refused("a text in a query has at most " + MAX_LITERAL_CHARS + " characters");
        }
    }

    private static ObjectNode around(ObjectNode call, String guard) {
        ObjectNode guarded = function(guard, call);
        guarded.set("alias", call.path("alias"));
        call.put("alias", "");
        return guarded;
    }

    /** With one argument it begins with 0; the step is 1 when there is none. */
    private static void list(ObjectNode call, String name) {
        rename(call, "stagedoor_" + name);
        if (argumentCount(call) == 1) {
            addArgument(call, argument(call, 0));
            setArgument(call, 0, integer(0));
        }
        if (argumentCount(call) == 2) {
            addArgument(call, integer(1));
        }
    }

    private static void separator(JsonNode separator) {
        if (textConstant(separator)
                .orElseThrow(() -> refused("the separator of array_to_string is a text that stands in the query")).length()
                > MAX_SEPARATOR_CHARS) {
            throw refused("a separator has at most " + MAX_SEPARATOR_CHARS + " characters");
        }
    }

    private static void regularExpression(ObjectNode call, String name) {
        String pattern = textConstant(argument(call, 1))
                .orElseThrow(() -> refused("the regular expression of '" + name + "' is a text that stands in the query"));
        if (pattern.length() > MAX_PATTERN_CHARS) {
            throw refused("a regular expression has at most " + MAX_PATTERN_CHARS + " characters");
        }
        RepetitionBound.check(pattern, MAX_REPETITIONS);
        JsonNode text = argument(call, 0);
        if (name.equals("regexp_replace")) {
            text = function("stagedoor_replaceable", text, argument(call, 2));
        }
        setArgument(call, 0, function("stagedoor_searched", text, integer(MAX_SEARCH / Math.max(1, pattern.length()))));
    }

    private static void like(ObjectNode call) {
        Optional<String> pattern = textConstant(argument(call, 1));
        if (pattern.isPresent() && pattern.get().length() <= SHORT_PATTERN_CHARS) {
            return;
        }
        if (pattern.isEmpty()) {
            setArgument(call, 1, function("stagedoor_word", argument(call, 1)));
        } else if (pattern.get().length() > MAX_PATTERN_CHARS) {
            throw refused("a pattern of LIKE has at most " + MAX_PATTERN_CHARS + " characters");
        }
        int length = pattern.map(String::length).orElse(MAX_WORD_BYTES);
        setArgument(call, 0, function("stagedoor_searched", argument(call, 0), integer(MAX_SEARCH / length)));
    }

    private static StagedoorException refused(String message) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, message);
    }
}
