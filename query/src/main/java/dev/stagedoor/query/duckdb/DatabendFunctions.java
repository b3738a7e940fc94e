package dev.stagedoor.query.duckdb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Functions as Databend has them, made of DuckDB's: macros that are created when the query database is opened, before it is locked. */
public final class DatabendFunctions {
    private static final String GUARDS = "query-guards.sql";
    private static final String FUNCTIONS = "query-functions.sql";

    /** What only {@link QueryRewrite} calls. */
    private static final String INTERNAL = "stagedoor_";

    private static final Pattern NAME = Pattern.compile("CREATE MACRO \"?(\\w+)\"?\\(");

    /** Databend's functions that {@link QueryRewrite} turns into others. */
    private static final Set<String> REWRITTEN = Set.of(("""
            any array_construct array_generate_range array_intersection array_overlap array_remove_first array_remove_last arrays_zip
            avg_if count_distinct date date_format dateadd datesub greatest_ignore_nulls json_array_agg json_path_exists json_path_query
            json_path_query_array json_path_query_first json_to_string
            least_ignore_nulls map_cat map_contains_key map_size max_if min_if object_construct rand read_file regexp regexp_like
            regexp_substr rlike space std str_to_date str_to_timestamp sum_if to_boolean to_char to_datetime
            to_float32 to_float64 to_int16 to_int32 to_int64 to_int8 to_string to_text to_uint16 to_uint32 to_uint64 to_uint8 to_varchar
            to_variant
            try_to_boolean try_to_datetime try_to_float32 try_to_float64 try_to_int16 try_to_int32 try_to_int64 try_to_int8 try_to_string
            try_to_uint16 try_to_uint32 try_to_uint64 try_to_uint8 try_to_variant uniq""")
            .strip().split("\\s+"));

    private static final List<String> STATEMENTS = statements();
    private static final Set<String> SCALARS = names(false);
    private static final Set<String> TABLES = names(true);

    private DatabendFunctions() {}

    /** What creates the macros, in order. */
    static List<String> createStatements() {
        return STATEMENTS;
    }

    /** Whether Databend's users may call it; the name in lower case. */
    static boolean contains(String name) {
        return SCALARS.contains(name) || REWRITTEN.contains(name);
    }

    /** Those that stand in FROM. */
    static Set<String> tables() {
        return TABLES;
    }

    /** Whether a call is a macro whose argument DuckDB binds more than once: such calls must not be nested deeply. */
    static boolean bindsAgain(String name) {
        return SCALARS.contains(name) || REWRITTEN.contains(name);
    }

    /** Every name, for completion and documents. */
    public static Set<String> names() {
        Set<String> all = new TreeSet<>(SCALARS);
        all.addAll(REWRITTEN);
        all.addAll(TABLES);
        return all;
    }

    private static Set<String> names(boolean tables) {
        Set<String> names = new TreeSet<>();
        for (String statement : STATEMENTS) {
            Matcher name = NAME.matcher(statement);
            if (name.lookingAt() && !name.group(1).startsWith(INTERNAL) && statement.contains(" AS TABLE ") == tables) {
                names.add(name.group(1));
            }
        }
        return Set.copyOf(names);
    }

    private static List<String> statements() {
        List<String> statements = new ArrayList<>();
        for (String resource : List.of(GUARDS, FUNCTIONS)) {
            String text = resource(resource).replaceAll("(?m)^--.*$", "");
            for (Map.Entry<String, String> value : FunctionGuards.VALUES.entrySet()) {
                text = text.replace("${" + value.getKey() + "}", value.getValue());
            }
            for (String statement : text.split(";\\s*\\n")) {
                if (!statement.isBlank()) {
                    statements.add(statement.strip());
                }
            }
        }
        return List.copyOf(statements);
    }

    private static String resource(String name) {
        try (InputStream in = DatabendFunctions.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
