package dev.stagedoor.engine.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A type of the query engine, read from its name, and what clients know it as. */
sealed interface ResultType {
    /** Databend's name, without regard to NULL. */
    String typeName();

    /** How the value of a scalar becomes text. */
    enum Scalar implements ResultType {
        BOOLEAN("Boolean"),
        INT8("Int8"),
        INT16("Int16"),
        INT32("Int32"),
        INT64("Int64"),
        UINT8("UInt8"),
        UINT16("UInt16"),
        UINT32("UInt32"),
        UINT64("UInt64"),
        /** Sums of integers; 38 digits are what clients can hold. */
        INT128("Decimal(38, 0)"),
        UINT128("Decimal(76, 0)"),
        FLOAT32("Float32"),
        FLOAT64("Float64"),
        STRING("String"),
        BINARY("Binary"),
        DATE("Date"),
        /** A time of day: Databend has no type for it. */
        TIME("String"),
        /** Without zone: shown as it is. */
        LOCAL_TIMESTAMP("Timestamp"),
        /** A moment: shown in the session's zone. */
        TIMESTAMP("Timestamp"),
        INTERVAL("Interval"),
        VARIANT("Variant"),
        NULL("NULL");

        private final String typeName;

        Scalar(String typeName) {
            this.typeName = typeName;
        }

        @Override
        public String typeName() {
            return typeName;
        }
    }

    record Decimal(int precision, int scale) implements ResultType {
        @Override
        public String typeName() {
            return "Decimal(" + precision + ", " + scale + ")";
        }
    }

    record Array(ResultType element) implements ResultType {
        @Override
        public String typeName() {
            return element == Scalar.NULL ? "Array(Nothing)" : "Array(" + nested(element) + ")";
        }
    }

    record Map(ResultType key, ResultType value) implements ResultType {
        @Override
        public String typeName() {
            return value == Scalar.NULL ? "Map(Nothing)" : "Map(" + key.typeName() + ", " + nested(value) + ")";
        }
    }

    record Tuple(List<ResultType> fields) implements ResultType {
        public Tuple {
            fields = List.copyOf(fields);
        }

        @Override
        public String typeName() {
            List<String> names = fields.stream().map(ResultType::nested).toList();
            return "Tuple(" + String.join(", ", names) + (names.size() == 1 ? ",)" : ")");
        }
    }

    private static String nested(ResultType type) {
        return type == Scalar.NULL ? type.typeName() : type.typeName() + " NULL";
    }

    /** Reads a name such as {@code STRUCT(a INTEGER, "b c" DECIMAL(10,2)[])}. What is not known is shown as text. */
    static ResultType parse(String name) {
        return new Parser(name).type();
    }

    /** Recursive descent over DuckDB's type names; as deep as the type, which DuckDB bounds. */
    final class Parser {
        private final String text;
        private int at;

        private Parser(String text) {
            this.text = text;
        }

        private ResultType type() {
            ResultType type = base();
            while (at < text.length() && text.charAt(at) == '[') {
                at = text.indexOf(']', at) + 1;
                type = new Array(type);
            }
            return type;
        }

        private ResultType base() {
            String word = word();
            boolean arguments = at < text.length() && text.charAt(at) == '(';
            return switch (word) {
                case "DECIMAL" -> arguments ? decimal() : new Decimal(18, 3);
                case "STRUCT" -> new Tuple(fields(true));
                case "TUPLE" -> new Tuple(fields(false));
                case "MAP" -> {
                    List<ResultType> types = fields(false);
                    yield new Map(types.get(0), types.get(1));
                }
                default -> {
                    if (arguments) {
                        skipArguments();
                    }
                    yield scalar(word);
                }
            };
        }

        private static ResultType scalar(String word) {
            return switch (word) {
                case "BOOLEAN" -> Scalar.BOOLEAN;
                case "TINYINT" -> Scalar.INT8;
                case "SMALLINT" -> Scalar.INT16;
                case "INTEGER" -> Scalar.INT32;
                case "BIGINT" -> Scalar.INT64;
                case "UTINYINT" -> Scalar.UINT8;
                case "USMALLINT" -> Scalar.UINT16;
                case "UINTEGER" -> Scalar.UINT32;
                case "UBIGINT" -> Scalar.UINT64;
                case "HUGEINT" -> Scalar.INT128;
                case "UHUGEINT" -> Scalar.UINT128;
                case "FLOAT" -> Scalar.FLOAT32;
                case "DOUBLE" -> Scalar.FLOAT64;
                case "BLOB" -> Scalar.BINARY;
                case "DATE" -> Scalar.DATE;
                case "TIME", "TIME_NS" -> Scalar.TIME;
                case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> Scalar.LOCAL_TIMESTAMP;
                case "TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ" -> Scalar.TIMESTAMP;
                case "INTERVAL" -> Scalar.INTERVAL;
                case "JSON" -> Scalar.VARIANT;
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

        private ResultType decimal() {
            int close = text.indexOf(')', at);
            String[] numbers = text.substring(at + 1, close).split(",");
            at = close + 1;
            return new Decimal(Integer.parseInt(numbers[0].strip()), Integer.parseInt(numbers[1].strip()));
        }

        private List<ResultType> fields(boolean named) {
            List<ResultType> types = new ArrayList<>();
            at++;
            while (at < text.length() && text.charAt(at - 1) != ')') {
                skipSpaces();
                if (named) {
                    skipFieldName();
                }
                types.add(type());
                skipSpaces();
                at++;
            }
            return types;
        }

        private void skipFieldName() {
            if (text.charAt(at) == '"') {
                quoted();
            } else {
                at = text.indexOf(' ', at);
            }
            skipSpaces();
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
