package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Decimal;
import dev.stagedoor.query.row.DataType.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The query engine's names of types: the one place where they meet {@link DataType}. */
public final class DuckDbTypes {
    /** Of UHUGEINT. As wide as Databend's widest; DuckDB has no decimal of that width. */
    private static final Decimal UINT128 = new Decimal(76, 0);

    /** Most digits of a DECIMAL. */
    private static final int MAX_PRECISION = 38;

    private static final Map<String, Scalar> BY_NAME =
            Stream.of(Scalar.values()).collect(Collectors.toUnmodifiableMap(type -> name(type), type -> type));

    private DuckDbTypes() {}

    /** As DuckDB declares it: {@code UBIGINT}, {@code STRUCT("a" INTEGER[])}. */
    public static String name(DataType type) {
        return switch (type) {
            case Scalar scalar -> name(scalar);
            case Decimal(int precision, int scale) -> {
                if (precision > MAX_PRECISION) {
                    throw new IllegalArgumentException("the query engine has no " + type.typeName());
                }
                yield "DECIMAL(" + precision + "," + scale + ")";
            }
            case DataType.Array(DataType element) -> name(element) + "[]";
            case DataType.Map(DataType key, DataType value) -> "MAP(" + name(key) + ", " + name(value) + ")";
            case DataType.Tuple(List<Column> fields) ->
                fields.stream().map(DuckDbTypes::declaration).collect(Collectors.joining(", ", "STRUCT(", ")"));
        };
    }

    private static String name(Scalar type) {
        return switch (type) {
            case BOOLEAN -> "BOOLEAN";
            case INT8 -> "TINYINT";
            case INT16 -> "SMALLINT";
            case INT32 -> "INTEGER";
            case INT64 -> "BIGINT";
            case UINT8 -> "UTINYINT";
            case UINT16 -> "USMALLINT";
            case UINT32 -> "UINTEGER";
            case UINT64 -> "UBIGINT";
            case FLOAT32 -> "FLOAT";
            case FLOAT64 -> "DOUBLE";
            case STRING -> "VARCHAR";
            case BINARY -> "BLOB";
            case DATE -> "DATE";
            case TIME -> "TIME";
            case TIMESTAMP -> "TIMESTAMPTZ";
            case LOCAL_TIMESTAMP -> "TIMESTAMP";
            case INTERVAL -> "INTERVAL";
            case VARIANT -> "JSON";
            case NULL -> "\"NULL\"";
        };
    }

    /** A column as CREATE TABLE has it: {@code "name" UBIGINT}. */
    static String declaration(Column column) {
        return '"' + column.name().replace("\"", "\"\"") + "\" " + name(column.type());
    }

    /** Reads a name such as {@code STRUCT(a INTEGER, "b c" DECIMAL(10,2)[])}. What is not known is shown as text. */
    public static DataType parse(String name) {
        return new Parser(name).type();
    }

    /** Recursive descent over DuckDB's type names; as deep as the type, which DuckDB bounds. */
    private static final class Parser {
        private final String text;
        private int at;

        private Parser(String text) {
            this.text = text;
        }

        private DataType type() {
            DataType type = base();
            while (at < text.length() && text.charAt(at) == '[') {
                at = text.indexOf(']', at) + 1;
                type = new DataType.Array(type);
            }
            return type;
        }

        private DataType base() {
            String word = word();
            boolean arguments = at < text.length() && text.charAt(at) == '(';
            return switch (word) {
                case "DECIMAL" -> arguments ? decimal() : new Decimal(18, 3);
                case "STRUCT" -> new DataType.Tuple(fields(true));
                case "TUPLE" -> new DataType.Tuple(fields(false));
                case "MAP" -> {
                    List<Column> types = fields(false);
                    yield new DataType.Map(types.get(0).type(), types.get(1).type());
                }
                default -> {
                    if (arguments) {
                        skipArguments();
                    }
                    yield scalar(word);
                }
            };
        }

        private static DataType scalar(String word) {
            Scalar known = BY_NAME.get(word);
            if (known != null) {
                return known;
            }
            return switch (word) {
                case "HUGEINT" -> Decimal.INT128;
                case "UHUGEINT" -> UINT128;
                case "TIME_NS" -> Scalar.TIME;
                case "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> Scalar.LOCAL_TIMESTAMP;
                case "TIMESTAMP WITH TIME ZONE" -> Scalar.TIMESTAMP;
                case "NULL" -> Scalar.NULL;
                default -> Scalar.STRING;
            };
        }

        /** A name, quoted or not; an unquoted one goes on over spaces, for {@code TIMESTAMP WITH TIME ZONE}. */
        private String word() {
            if (at < text.length() && text.charAt(at) == '"') {
                return quoted();
            }
            int start = at;
            while (at < text.length() && "([,)".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at).strip().toUpperCase(Locale.ROOT);
        }

        private String quoted() {
            StringBuilder name = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c != '"') {
                    name.append(c);
                } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                    name.append('"');
                    at++;
                } else {
                    break;
                }
            }
            at++;
            return name.toString();
        }

        private DataType decimal() {
            int close = text.indexOf(')', at);
            String[] numbers = text.substring(at + 1, close).split(",");
            at = close + 1;
            return new Decimal(Integer.parseInt(numbers[0].strip()), Integer.parseInt(numbers[1].strip()));
        }

        /** @param named whether a name stands before each type; else fields are called by their number */
        private List<Column> fields(boolean named) {
            List<Column> fields = new ArrayList<>();
            at++;
            while (at < text.length() && text.charAt(at - 1) != ')') {
                skipSpaces();
                String name = named ? fieldName() : Integer.toString(fields.size() + 1);
                skipSpaces();
                fields.add(Column.nullable(name, type()));
                skipSpaces();
                at++;
            }
            return fields;
        }

        private String fieldName() {
            if (text.charAt(at) == '"') {
                return quoted();
            }
            int start = at;
            at = text.indexOf(' ', at);
            return text.substring(start, at);
        }

        private void skipSpaces() {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
        }

        private void skipArguments() {
            int depth = 0;
            do {
                char c = text.charAt(at);
                if (c == '"') {
                    quoted();
                    continue;
                }
                if (c == '\'') {
                    at = text.indexOf('\'', at + 1);
                }
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                at++;
            } while (depth > 0 && at < text.length());
        }
    }
}
