package dev.stagedoor.query.duckdb;

import static dev.stagedoor.query.duckdb.TreeNodes.nodeClass;
import static dev.stagedoor.query.duckdb.TreeNodes.type;

import dev.stagedoor.storage.parquet.ColumnFilter;
import dev.stagedoor.storage.parquet.ColumnFilter.Bound;
import dev.stagedoor.storage.parquet.ColumnFilter.Constant;
import dev.stagedoor.storage.parquet.ColumnFilter.Range;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Those parts of a condition that compare a column with constants, where all parts have to hold. The others are passed over. */
final class RowFilters {
    /** A longer number is not looked at. */
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,38}(\\.\\d{1,38})?");

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    /** More of them are passed over together. */
    private static final int MAX_ALTERNATIVES = 1_000;

    private final String table;
    private final List<ColumnFilter> filters = new ArrayList<>();

    private RowFilters(String table) {
        this.table = table;
    }

    /** @param table what the table of the columns is called */
    static List<ColumnFilter> of(JsonNode condition, String table) {
        RowFilters found = new RowFilters(table);
        found.add(condition);
        return found.filters;
    }

    private void add(JsonNode condition) {
        switch (nodeClass(condition)) {
            case "CONJUNCTION" -> {
                if (type(condition).equals("CONJUNCTION_AND")) {
                    condition.path("children").forEach(this::add);
                }
            }
            case "COMPARISON" -> comparison(condition);
            case "BETWEEN" -> between(condition);
            case "OPERATOR" -> operator(condition);
            default -> {
                // Says nothing of a single column.
            }
        }
    }

    private void comparison(JsonNode condition) {
        JsonNode left = condition.path("left");
        JsonNode right = condition.path("right");
        if (column(left).isPresent()) {
            filter(column(left), range(type(condition), constant(right)));
        } else {
            filter(column(right), range(mirrored(type(condition)), constant(left)));
        }
    }

    private static String mirrored(String comparison) {
        return switch (comparison) {
            case "COMPARE_LESSTHAN" -> "COMPARE_GREATERTHAN";
            case "COMPARE_LESSTHANOREQUALTO" -> "COMPARE_GREATERTHANOREQUALTO";
            case "COMPARE_GREATERTHAN" -> "COMPARE_LESSTHAN";
            case "COMPARE_GREATERTHANOREQUALTO" -> "COMPARE_LESSTHANOREQUALTO";
            default -> comparison;
        };
    }

    private static Optional<Range> range(String comparison, Optional<Constant> value) {
        Optional<Bound> with = value.map(constant -> new Bound(constant, true));
        Optional<Bound> without = value.map(constant -> new Bound(constant, false));
        if (value.isEmpty()) {
            return Optional.empty();
        }
        return switch (comparison) {
            case "COMPARE_EQUAL" -> Optional.of(new Range(with, with));
            case "COMPARE_LESSTHAN" -> Optional.of(new Range(Optional.empty(), without));
            case "COMPARE_LESSTHANOREQUALTO" -> Optional.of(new Range(Optional.empty(), with));
            case "COMPARE_GREATERTHAN" -> Optional.of(new Range(without, Optional.empty()));
            case "COMPARE_GREATERTHANOREQUALTO" -> Optional.of(new Range(with, Optional.empty()));
            default -> Optional.empty();
        };
    }

    private void between(JsonNode condition) {
        if (!type(condition).equals("COMPARE_BETWEEN")) {
            return;
        }
        Optional<Constant> lower = constant(condition.path("lower"));
        Optional<Constant> upper = constant(condition.path("upper"));
        if (lower.isPresent() || upper.isPresent()) {
            Range range = new Range(lower.map(value -> new Bound(value, true)), upper.map(value -> new Bound(value, true)));
            filter(column(condition.path("input")), Optional.of(range));
        }
    }

    private void operator(JsonNode condition) {
        Optional<String> first = column(condition.path("children").path(0));
        switch (type(condition)) {
            case "COMPARE_IN" -> in(condition);
            case "OPERATOR_IS_NULL" -> first.ifPresent(column -> filters.add(new ColumnFilter(column, List.of(), true)));
            case "OPERATOR_IS_NOT_NULL" -> first.ifPresent(column -> filters.add(new ColumnFilter(column, List.of(Range.ALL))));
            default -> {
                // Says nothing of a single column.
            }
        }
    }

    private void in(JsonNode condition) {
        JsonNode children = condition.path("children");
        if (children.size() - 1 > MAX_ALTERNATIVES) {
            return;
        }
        List<Range> ranges = new ArrayList<>();
        for (int i = 1; i < children.size(); i++) {
            Optional<Range> range = range("COMPARE_EQUAL", constant(children.path(i)));
            if (range.isEmpty()) {
                return;
            }
            ranges.add(range.get());
        }
        column(children.path(0)).ifPresent(column -> filters.add(new ColumnFilter(column, ranges)));
    }

    private void filter(Optional<String> column, Optional<Range> range) {
        if (column.isPresent() && range.isPresent()) {
            filters.add(new ColumnFilter(column.get(), List.of(range.get())));
        }
    }

    /** In lower case. */
    private Optional<String> column(JsonNode node) {
        JsonNode parts = node.path("column_names");
        if (!nodeClass(node).equals("COLUMN_REF")) {
            return Optional.empty();
        }
        boolean ours = parts.size() == 1 || (parts.size() == 2 && parts.path(0).asString().equalsIgnoreCase(table));
        return ours ? Optional.of(parts.path(parts.size() - 1).asString().toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    private static Optional<Constant> constant(JsonNode node) {
        if (nodeClass(node).equals("CAST")) {
            return casted(node);
        }
        JsonNode literal = node.path("literal");
        String text = literal.path("text").asString("");
        return switch (nodeClass(node).equals("CONSTANT") ? literal.path("kind").asString("") : "") {
            case "INTEGER", "NUMERIC" ->
                NUMBER.matcher(text).matches() ? Optional.of(new Constant.Number(new BigDecimal(text))) : Optional.empty();
            case "STRING" -> Optional.of(new Constant.Text(text));
            default -> Optional.empty();
        };
    }

    /** A text that is said to be a date, and is. */
    private static Optional<Constant> casted(JsonNode cast) {
        Optional<String> text = TreeNodes.textConstant(cast.path("child"));
        boolean date = cast.path("type_expr").path("type_name").asString("").equalsIgnoreCase("DATE");
        return text.filter(value -> date && DATE.matcher(value).matches()).map(Constant.Text::new);
    }
}
