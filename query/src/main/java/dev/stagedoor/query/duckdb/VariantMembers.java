package dev.stagedoor.query.duckdb;

import static dev.stagedoor.query.duckdb.TreeNodes.function;
import static dev.stagedoor.query.duckdb.TreeNodes.text;
import static dev.stagedoor.query.duckdb.TreeNodes.textConstant;

import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Members of Variants by names that DuckDB 2.0 takes for something else in {@code value['name']}: digits for an index, {@code *} for all
 * members, a quote for the end of the name. Which values are Variants only DuckDB knows, so a macro asks it.
 */
final class VariantMembers {
    /** Names that mean themselves. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}_][^\"\\\\]*");

    private VariantMembers() {}

    /**
     * @param extract an element of a value
     * @return what stands in its place
     */
    static JsonNode rewrite(ObjectNode extract) {
        JsonNode name = extract.path("children").path(1);
        Optional<String> written = textConstant(name);
        if (written.isEmpty() || PLAIN.matcher(written.get()).matches()) {
            return extract;
        }
        return function("stagedoor_member", extract.path("children").path(0), name, text(path(written.get())));
    }

    /** A JSON pointer has no wildcard, and a path no name without characters; but a pointer of digits is an index, too. */
    private static String path(String name) {
        return name.isEmpty() || name.startsWith("*")
                ? "/" + name.replace("~", "~0").replace("/", "~1")
                : "$.\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
