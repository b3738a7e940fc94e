package dev.stagedoor.engine.table;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.engine.file.FileSelection.Selected;
import dev.stagedoor.engine.query.LoadQuery.ChosenFiles;
import dev.stagedoor.engine.query.LoadQuery;
import dev.stagedoor.query.duckdb.DuckDbTypes;
import dev.stagedoor.query.duckdb.SqlText;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.TableField;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import dev.stagedoor.sql.QueryPart.FileColumn;
import dev.stagedoor.sql.QueryPart.FileMetadata;
import dev.stagedoor.sql.QueryPart.RecordColumn;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.StatementParser;
import dev.stagedoor.sql.TableStatement.CopyIntoTable;
import dev.stagedoor.sql.TableStatement.Insert.Value;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The queries of a COPY: its rows, those of them that fit the columns, and which do not. A row fits when the value of each column can be
 * cast to the column's type.
 *
 * @param places which columns of the table the files give
 * @param values what each of them gets of a row of a file, of an INSERT that says so; none where the columns of the file are those of the
 *     table
 * @param names what each of them is called in the files; none where they are called as in the table
 * @param emptyTexts whether an empty field is an empty text in a column of texts, whatever the format says
 */
record CopySource(
        CopyIntoTable copy,
        Table table,
        List<Integer> places,
        FileFormat format,
        List<Value> values,
        List<String> names,
        boolean emptyTexts) {
    private static final List<FileColumn> PLACE =
            List.of(FileMetadata.FILENAME, FileMetadata.FILE_ROW_NUMBER, RecordColumn.FAULT);

    /** How much of a value an error shows, in characters. */
    static final int MAX_SHOWN_CHARS = 100;

    /** Stands for the location in a text that is parsed. */
    private static final String LOCATION = "@~";

    private static final String EMPTY_FIELD_AS = "empty_field_as";

    private static final String MISSING_FIELD_AS = "missing_field_as";

    private static final String NULL_FIELD_AS = "null_field_as";

    private static final String FIELD_DEFAULT = "FieldDefault";

    private static final String VARCHAR = "VARCHAR";

    private static final String JSON = "JSON";

    /**
     * All rows; one that does not fit fails the query.
     *
     * @param counted whether the name of the file that a row comes from is one more column
     */
    LoadQuery rows(List<Selected> files, boolean counted) {
        List<QueryPart> rows = inner(counted ? List.of(FileMetadata.FILENAME) : List.of(), false);
        boolean users = copy.source() instanceof CopyIntoTable.Selected;
        return query(users ? TableRows.ofUsers(table, places, rows, counted) : inTable(rows, counted), files);
    }

    /** The rows that fit. */
    LoadQuery fittingRows(List<Selected> files) {
        List<QueryPart> fitting = new ArrayList<>(List.of(new QueryPart.Text("SELECT " + String.join(", ", given()) + " FROM (\n")));
        fitting.addAll(inner(PLACE, true));
        fitting.add(new QueryPart.Text("\n) AS " + named() + " WHERE NOT (" + misfit() + ")"));
        return query(inTable(fitting, false), files);
    }

    private List<QueryPart> inTable(List<QueryPart> rows, boolean counted) {
        boolean texts = copy.source() instanceof CopyIntoTable.Files && values.isEmpty()
                && (format.type() == FileFormatType.CSV || format.type() == FileFormatType.TEXT);
        return texts ? TableRows.ofTexts(table, places, rows, counted) : TableRows.of(table, places, rows, counted);
    }

    /** For each file its name, how many rows it has, how many do not fit, where the first of these is (from 0), and what is wrong there. */
    LoadQuery misfits(List<Selected> files) {
        List<QueryPart> parts = new ArrayList<>(List.of(new QueryPart.Text(
                "SELECT f, count(*), count(*) FILTER (WHERE bad), min(r) FILTER (WHERE bad), arg_min(why, r) FILTER (WHERE bad) FROM (\n"
                        + "SELECT f, r, (" + misfit() + ") AS bad, CASE " + reasons() + " END AS why FROM (\n")));
        parts.addAll(inner(PLACE, true));
        parts.add(new QueryPart.Text("\n) AS " + named() + ") GROUP BY f"));
        return query(parts, files);
    }

    /**
     * Where a row is in its file, from 1, with the lines of the header. A record counts as one line, also where a field in quotes has line
     * ends.
     *
     * @param row from 0
     */
    long line(long row) {
        return row + 1 + (format.options().get("headers") instanceof Long header ? header : 0);
    }

    /** Rows, with what is wrong in them, their places, and what is wrong with the records they are of. */
    private String named() {
        String wrong = IntStream.range(0, places.size()).filter(this::isLookedAt).mapToObj(i -> wrong(i) + ", ")
                .collect(Collectors.joining());
        return "q(" + String.join(", ", given()) + ", " + wrong + "f, r, e)";
    }

    /** What is wrong with a value before it is cast; NULL when nothing is. */
    private static String wrong(int given) {
        return SqlText.name("w" + (given + 1));
    }

    /** Whether a value may be wrong before it is cast. */
    private boolean isLookedAt(int given) {
        return isRequired(given) || isOfDigits(given);
    }

    /** Whether a value is bytes that a text file has in digits. */
    private boolean isOfDigits(int given) {
        boolean text = format.type() == FileFormatType.CSV || format.type() == FileFormatType.TEXT;
        return text && copy.source() instanceof CopyIntoTable.Files && !isConstant(given) && field(given).type() == Scalar.BINARY;
    }

    /** Whether an object without a member for this column is an error. Where files bring columns, not all of them bring all. */
    private boolean isRequired(int given) {
        boolean objects = switch (format.type()) {
            case NDJSON, AVRO, JSON -> true;
            default -> false;
        };
        return objects && copy.source() instanceof CopyIntoTable.Files && !isConstant(given)
                && copy.options().schemaEvolution().isEmpty() && "Error".equals(format.options().get(MISSING_FIELD_AS));
    }

    private boolean isConstant(int given) {
        return !values.isEmpty() && values.get(given) instanceof Value.Constant;
    }

    private LoadQuery query(List<QueryPart> parts, List<Selected> files) {
        return new LoadQuery(parts, Map.of(part(), new ChosenFiles(files, format, fields())));
    }

    /** A record of text has a field for each column that the files give; the expressions of a user may leave some away. */
    private OptionalInt fields() {
        return copy.source() instanceof CopyIntoTable.Files
                ? OptionalInt.of((int) IntStream.range(0, places.size()).filter(i -> !isConstant(i)).count())
                : OptionalInt.empty();
    }

    private StagedFiles part() {
        return new StagedFiles(copy.source().location(), List.of(), Optional.empty(), Optional.empty());
    }

    private List<String> given() {
        return IntStream.rangeClosed(1, places.size()).mapToObj(i -> SqlText.name("c" + i)).toList();
    }

    private TableField field(int given) {
        return table.columns().get(places.get(given)).field();
    }

    private String misfit() {
        List<String> conditions = new ArrayList<>(List.of("q.e IS NOT NULL"));
        for (int i = 0; i < places.size(); i++) {
            String misfit = misfit(i);
            if (!misfit.isEmpty()) {
                conditions.add(misfit);
            }
        }
        return String.join(" OR ", conditions);
    }

    /** Empty for a column that takes every value. */
    private String misfit(int given) {
        String value = "q." + given().get(given);
        TableField field = field(given);
        String cast = "TRY_CAST(" + value + " AS " + DuckDbTypes.name(field.type()) + ") IS NULL";
        String unfit = field.nullable() ? value + " IS NOT NULL AND " + cast : cast;
        if (isLookedAt(given)) {
            return "(q." + wrong(given) + " IS NOT NULL OR " + unfit + ")";
        }
        return field.nullable() && field.type() == Scalar.STRING ? "" : "(" + unfit + ")";
    }

    private String reasons() {
        return IntStream.range(0, places.size())
                .filter(i -> !misfit(i).isEmpty())
                .mapToObj(this::reason)
                .collect(Collectors.joining(" ", "WHEN q.e IS NOT NULL THEN q.e ", ""));
    }

    private String reason(int given) {
        TableField field = field(given);
        String value = "q." + given().get(given);
        String column = SqlText.literal("column '" + field.name() + "', " + field.type().typeName() + ": ");
        String wrong = isLookedAt(given) ? "WHEN q." + wrong(given) + " IS NOT NULL THEN " + column + " || q." + wrong(given) + " " : "";
        return wrong + "WHEN " + misfit(given) + " THEN " + column + " || coalesce(" + none(value) + ", 'it has no value')";
    }

    /** What is said of a value that is none of its column's type. */
    private static String none(String value) {
        return "'''' || left(CAST(" + value + " AS VARCHAR), " + MAX_SHOWN_CHARS + ") || ''' is none'";
    }

    /**
     * The columns that the files give, and behind them what is asked of the place of the row.
     *
     * @param tolerant whether what is missing is told behind the columns; else it fails the query
     */
    private List<QueryPart> inner(List<FileColumn> behind, boolean tolerant) {
        return switch (copy.source()) {
            case CopyIntoTable.Files _ -> ofFiles(behind, tolerant);
            case CopyIntoTable.Selected(List<QueryPart> targets, var _, var alias) -> {
                List<QueryPart> parts = new ArrayList<>(List.of(new QueryPart.Text("SELECT ")));
                parts.addAll(targets);
                for (FileColumn column : behind) {
                    parts.addAll(List.of(new QueryPart.Text(", "), column));
                }
                parts.add(new QueryPart.Text(" FROM "));
                parts.add(part());
                alias.ifPresent(name -> parts.add(new QueryPart.Text(" AS " + SqlText.name(name))));
                yield parts;
            }
        };
    }

    private List<QueryPart> ofFiles(List<FileColumn> behind, boolean tolerant) {
        List<QueryPart> parts = new ArrayList<>();
        List<QueryPart> wrong = new ArrayList<>();
        int position = 0;
        for (int i = 0; i < places.size(); i++) {
            parts.add(new QueryPart.Text(i == 0 ? "SELECT " : ", "));
            if (!values.isEmpty() && values.get(i) instanceof Value.Constant(List<QueryPart> expression)) {
                parts.add(new QueryPart.Text("("));
                parts.addAll(expression);
                parts.add(new QueryPart.Text("\n)"));
            } else {
                position++;
                parts.addAll(column(i, position, tolerant));
                if (tolerant && isLookedAt(i)) {
                    wrong.add(new QueryPart.Text(", "));
                    wrong.addAll(wrong(i, position));
                }
            }
        }
        parts.addAll(wrong);
        for (FileColumn column : behind) {
            parts.addAll(List.of(new QueryPart.Text(", "), column));
        }
        parts.add(new QueryPart.Text(" FROM "));
        parts.add(part());
        return parts;
    }

    /**
     * Text has columns by position, other formats by name; those without columns of their own have rows that are objects. A text in an
     * object is one without its quotes, also where it stands for a date, and a null in it is none.
     */
    private List<QueryPart> column(int given, int position, boolean tolerant) {
        return switch (format.type()) {
            case CSV, TEXT -> ofText(given, new ColumnPosition(position), tolerant);
            case NDJSON, AVRO, JSON -> ofObject(given, isRequired(given) && !tolerant);
            default -> List.of(new QueryPart.Text(SqlText.name(names.isEmpty() ? field(given).name() : names.get(given))));
        };
    }

    /** What is wrong with a value of a file, as an expression. */
    private List<QueryPart> wrong(int given, int position) {
        List<QueryPart> parts = new ArrayList<>(List.of(new QueryPart.Text("CASE WHEN ")));
        if (isRequired(given)) {
            parts.addAll(member(path(given)));
            parts.add(new QueryPart.Text(" IS NULL THEN 'the object has no such member (MISSING_FIELD_AS = ERROR)' END"));
            return parts;
        }
        ColumnPosition column = new ColumnPosition(position);
        parts.addAll(List.of(column, new QueryPart.Text(" <> '' AND (")));
        parts.addAll(ofDigits(column, true));
        parts.add(new QueryPart.Text(") IS NULL THEN '''' || left("));
        parts.addAll(List.of(column, new QueryPart.Text(", " + MAX_SHOWN_CHARS + ") || ''' is none' END")));
        return parts;
    }

    /** Of a column in a row that is an object. */
    private String path(int given) {
        return "$1:" + SqlText.name(field(given).name());
    }

    /**
     * An empty field may mean the column's default; of a column of text only one that is not in quotes.
     *
     * @param tolerant whether bytes that are none are NULL; else they fail the query
     */
    private List<QueryPart> ofText(int given, ColumnPosition column, boolean tolerant) {
        boolean bytes = field(given).type() == Scalar.BINARY;
        List<QueryPart> value = bytes ? ofDigits(column, tolerant) : List.of(column);
        boolean text = field(given).type() == Scalar.STRING;
        if (!isDefault(EMPTY_FIELD_AS) || text && emptyTexts) {
            return value;
        }
        List<QueryPart> parts = new ArrayList<>(List.of(new QueryPart.Text("CASE WHEN ")));
        if (text && format.type() == FileFormatType.CSV) {
            parts.addAll(List.of(RecordColumn.EMPTY_FIELDS, new QueryPart.Text(" LIKE '%," + column.position() + ",%' THEN ")));
        } else {
            parts.addAll(List.of(column, new QueryPart.Text(" = '' THEN ")));
        }
        parts.addAll(defaultOf(given, bytes ? "BLOB" : VARCHAR));
        parts.add(new QueryPart.Text(" ELSE "));
        parts.addAll(value);
        parts.add(new QueryPart.Text(" END"));
        return parts;
    }

    /**
     * Bytes, in the digits that BINARY_FORMAT names. DuckDB takes an odd number of hex digits, which no bytes have.
     *
     * @param tolerant whether what is none is NULL; else it fails the query
     */
    private List<QueryPart> ofDigits(ColumnPosition column, boolean tolerant) {
        if ("Base64".equals(format.options().get("binary_format"))) {
            return List.of(new QueryPart.Text(tolerant ? "TRY(from_base64(" : "(from_base64("), column, new QueryPart.Text("))"));
        }
        return tolerant
                ? List.of(
                        new QueryPart.Text("CASE WHEN length("), column, new QueryPart.Text(") % 2 = 0 THEN TRY(unhex("), column,
                        new QueryPart.Text(")) END"))
                : List.of(
                        new QueryPart.Text("unhex("), column, new QueryPart.Text(" || repeat('?', length("), column,
                        new QueryPart.Text(") % 2))"));
    }

    /**
     * Scalars as text, which is cast as the fields of text files are. A null is NULL, but in a column of variants. It, and a member that
     * is missing, may mean the column's default.
     *
     * @param failing whether a member that is missing fails the query
     */
    private List<QueryPart> ofObject(int given, boolean failing) {
        String path = path(given);
        DataType type = field(given).type();
        boolean text = isText(type);
        List<QueryPart> value =
                type instanceof DataType.Decimal decimal ? digits(given, decimal) : member(text ? path + "::VARCHAR" : path);
        boolean plain = text || type == Scalar.VARIANT;
        if (plain && !failing && !isDefault(NULL_FIELD_AS) && !isDefault(MISSING_FIELD_AS)) {
            return value;
        }
        List<QueryPart> member = member(path);
        List<QueryPart> none = List.of(new QueryPart.Text("NULL"));
        List<QueryPart> parts = new ArrayList<>(List.of(new QueryPart.Text("CASE WHEN ")));
        parts.addAll(member);
        parts.add(new QueryPart.Text(" IS NULL THEN "));
        if (failing) {
            // No number for any row: the error says nothing more, and the row is looked for then.
            parts.add(new QueryPart.Text("CAST(CAST(coalesce(CAST("));
            parts.addAll(member);
            parts.add(new QueryPart.Text(" AS VARCHAR), 'missing') AS INTEGER) AS " + (text ? VARCHAR : JSON) + ")"));
        } else {
            parts.addAll(isDefault(MISSING_FIELD_AS) ? defaultOf(given, text ? VARCHAR : JSON) : none);
        }
        parts.add(new QueryPart.Text(" WHEN json_type("));
        parts.addAll(member);
        parts.add(new QueryPart.Text(") = 'NULL' THEN "));
        if (isDefault(NULL_FIELD_AS)) {
            parts.addAll(defaultOf(given, text ? VARCHAR : JSON));
        } else {
            parts.addAll(plain ? value : none);
        }
        parts.add(new QueryPart.Text(" ELSE "));
        parts.addAll(value);
        parts.add(new QueryPart.Text(" END"));
        return parts;
    }

    /**
     * The text of a number with all of its digits. A path into JSON gives what a Float64 has of a number with a point; read with its type
     * it is not rounded.
     */
    private List<QueryPart> digits(int given, DataType.Decimal type) {
        String name = field(given).name();
        String path = path(given);
        String structure = "{" + SqlText.json(name) + ":" + SqlText.json(DuckDbTypes.name(type)) + "}";
        List<QueryPart> parts = new ArrayList<>(List.of(new QueryPart.Text("CASE WHEN json_type(")));
        parts.addAll(member(path));
        parts.add(new QueryPart.Text(") = 'DOUBLE' THEN coalesce(CAST(struct_extract(from_json("));
        parts.add(new ColumnPosition(1));
        parts.add(new QueryPart.Text(
                ", " + SqlText.literal(structure) + "), " + SqlText.literal(name) + ") AS " + VARCHAR + "), "));
        parts.addAll(member(path + "::VARCHAR"));
        parts.add(new QueryPart.Text(") ELSE "));
        parts.addAll(member(path + "::VARCHAR"));
        parts.add(new QueryPart.Text(" END"));
        return parts;
    }

    private boolean isDefault(String option) {
        return FIELD_DEFAULT.equals(format.options().get(option));
    }

    /** The default of a column, as the values are that files give it: without one NULL, and of a text that may not be NULL an empty one. */
    private List<QueryPart> defaultOf(int given, String type) {
        boolean json = type.equals(JSON) && field(given).type() != Scalar.VARIANT;
        String own = DuckDbTypes.name(field(given).type());
        List<QueryPart> parts = new ArrayList<>(List.of(new QueryPart.Text(json ? "to_json(CAST(" : "CAST(")));
        TableColumn column = table.columns().get(places.get(given));
        boolean emptyText = column.defaultSql().isEmpty() && !column.field().nullable() && column.field().type() == Scalar.STRING;
        parts.addAll(emptyText ? List.of(new QueryPart.Text("''")) : ColumnDefaults.parts(column));
        parts.add(new QueryPart.Text(json ? " AS " + own + "))" : " AS " + type + ")"));
        return parts;
    }

    /** A path into a row that is an object, as the query engine reads it. */
    private static List<QueryPart> member(String path) {
        List<QueryPart> parts = ((Statement.Query) StatementParser.parse("SELECT (" + path + ") FROM " + LOCATION)).parts();
        QueryPart.Text first = (QueryPart.Text) parts.getFirst();
        List<QueryPart> member = new ArrayList<>(List.of(new QueryPart.Text(first.sql().substring("SELECT ".length()))));
        // Before the location stands FROM.
        member.addAll(parts.subList(1, parts.size() - 2));
        QueryPart.Text last = (QueryPart.Text) parts.get(parts.size() - 2);
        member.add(new QueryPart.Text(last.sql().substring(0, last.sql().lastIndexOf(" FROM "))));
        return member;
    }

    /** Whether a value has a text; else it is a value of JSON. */
    private static boolean isText(DataType type) {
        return switch (type) {
            case Scalar scalar -> scalar != Scalar.VARIANT;
            case DataType.Decimal _ -> true;
            case DataType.Array _, DataType.Map _, DataType.Tuple _ -> false;
        };
    }
}
