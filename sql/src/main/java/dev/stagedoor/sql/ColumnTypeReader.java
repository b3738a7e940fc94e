package dev.stagedoor.sql;

import static dev.stagedoor.sql.TokenWindow.word;

import dev.stagedoor.sql.ColumnType.Element;
import dev.stagedoor.sql.ColumnType.Simple;
import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.antlr.v4.runtime.Token;

/** Reads the types of columns, in all the spellings that Databend has for them. */
final class ColumnTypeReader {
    /** How deep types may stand inside each other: reading them takes as much stack. */
    static final int MAX_DEPTH = 32;

    private static final Map<String, Simple> SIMPLE = Map.ofEntries(
            Map.entry("BOOLEAN", Simple.BOOLEAN), Map.entry("BOOL", Simple.BOOLEAN), Map.entry("UINT8", Simple.UINT8),
            Map.entry("UINT16", Simple.UINT16), Map.entry("UINT32", Simple.UINT32), Map.entry("UINT64", Simple.UINT64),
            Map.entry("UNSIGNED", Simple.UINT64), Map.entry("INT8", Simple.INT8), Map.entry("TINYINT", Simple.INT8),
            Map.entry("INT16", Simple.INT16), Map.entry("SMALLINT", Simple.INT16), Map.entry("INT32", Simple.INT32),
            Map.entry("INT", Simple.INT32), Map.entry("INTEGER", Simple.INT32), Map.entry("INT64", Simple.INT64),
            Map.entry("SIGNED", Simple.INT64), Map.entry("BIGINT", Simple.INT64), Map.entry("FLOAT32", Simple.FLOAT32),
            Map.entry("FLOAT", Simple.FLOAT32), Map.entry("REAL", Simple.FLOAT32), Map.entry("FLOAT64", Simple.FLOAT64),
            Map.entry("DOUBLE", Simple.FLOAT64), Map.entry("DATE", Simple.DATE), Map.entry("TIMESTAMP", Simple.TIMESTAMP),
            Map.entry("DATETIME", Simple.TIMESTAMP), Map.entry("TIMESTAMP_TZ", Simple.TIMESTAMP_TZ),
            Map.entry("INTERVAL", Simple.INTERVAL), Map.entry("STRING", Simple.STRING), Map.entry("VARCHAR", Simple.STRING),
            Map.entry("CHAR", Simple.STRING), Map.entry("CHARACTER", Simple.STRING), Map.entry("TEXT", Simple.STRING),
            Map.entry("BINARY", Simple.BINARY), Map.entry("VARBINARY", Simple.BINARY), Map.entry("BLOB", Simple.BINARY),
            Map.entry("LONGBLOB", Simple.BINARY), Map.entry("MEDIUMBLOB", Simple.BINARY), Map.entry("TINYBLOB", Simple.BINARY),
            Map.entry("VARIANT", Simple.VARIANT), Map.entry("JSON", Simple.VARIANT), Map.entry("BITMAP", Simple.BITMAP),
            Map.entry("GEOMETRY", Simple.GEOMETRY), Map.entry("GEOGRAPHY", Simple.GEOGRAPHY));

    private static final Map<Simple, Simple> UNSIGNED = Map.of(
            Simple.INT8, Simple.UINT8, Simple.INT16, Simple.UINT16, Simple.INT32, Simple.UINT32, Simple.INT64, Simple.UINT64);

    /** Spellings that UNSIGNED may follow. */
    private static final Set<String> SIGNED = Set.of("TINYINT", "SMALLINT", "INT", "INTEGER", "BIGINT");

    /** Types with a width in parentheses, which means nothing. */
    private static final Set<Simple> WITH_WIDTH = Set.of(
            Simple.INT8, Simple.INT16, Simple.INT32, Simple.INT64, Simple.UINT8, Simple.UINT16, Simple.UINT32, Simple.UINT64,
            Simple.TIMESTAMP, Simple.STRING, Simple.BINARY);

    private static final Set<String> NESTED = Set.of("ARRAY", "DECIMAL", "MAP", "NULLABLE", "NUMERIC", "TUPLE", "VECTOR");

    private static final int DEFAULT_PRECISION = 18;
    private static final int DEFAULT_SCALE = 3;

    private final StatementTokens tokens;
    private int depth;

    ColumnTypeReader(StatementTokens tokens) {
        this.tokens = tokens;
    }

    /** Every word that begins a type, for completion. */
    static Set<String> words() {
        Set<String> words = new TreeSet<>(SIMPLE.keySet());
        words.addAll(NESTED);
        return words;
    }

    /** Whether a token begins a type. */
    static boolean begins(Token token) {
        return SIMPLE.containsKey(word(token)) || NESTED.contains(word(token));
    }

    /**
     * A type and whether it may be NULL.
     *
     * @throws SqlSyntaxException for what is no type, and for types nested too deep
     */
    Element read() {
        Token name = tokens.next();
        if (!begins(name)) {
            throw tokens.report().unexpected(name, List.of("a type"), tokens.begun());
        }
        tokens.window().next();
        if (depth == MAX_DEPTH) {
            throw tokens.error("types stand inside each other at most " + MAX_DEPTH + " deep");
        }
        depth++;
        Element element = word(name).equals("NULLABLE") ? nullable() : withNull(type(word(name)));
        depth--;
        return element;
    }

    private ColumnType type(String name) {
        return switch (name) {
            case "ARRAY" -> {
                tokens.expect(SqlLexer.LPAREN);
                Element element = read();
                tokens.expect(SqlLexer.RPAREN);
                yield new ColumnType.Array(element);
            }
            case "MAP" -> map();
            case "TUPLE" -> {
                tokens.expect(SqlLexer.LPAREN);
                yield tuple();
            }
            case "DECIMAL", "NUMERIC" -> decimal();
            case "VECTOR" -> {
                tokens.expect(SqlLexer.LPAREN);
                int dimension = tokens.smallNumber();
                tokens.expect(SqlLexer.RPAREN);
                yield new ColumnType.Vector(dimension);
            }
            default -> simple(name);
        };
    }

    private ColumnType map() {
        tokens.expect(SqlLexer.LPAREN);
        Element key = read();
        tokens.expect(SqlLexer.COMMA);
        Element value = read();
        tokens.expect(SqlLexer.RPAREN);
        return new ColumnType.Map(new Element(key.type(), false), value);
    }

    private ColumnType decimal() {
        if (!tokens.accept(SqlLexer.LPAREN)) {
            return new ColumnType.Decimal(DEFAULT_PRECISION, DEFAULT_SCALE);
        }
        int precision = tokens.smallNumber();
        int scale = tokens.accept(SqlLexer.COMMA) ? tokens.smallNumber() : 0;
        tokens.expect(SqlLexer.RPAREN);
        return new ColumnType.Decimal(precision, scale);
    }

    /** A name is a word before a type: {@code TUPLE(INT, STRING)} has none, {@code TUPLE(int INT, date DATE)} has. */
    private ColumnType tuple() {
        boolean named = isNamed();
        List<ColumnType.Field> fields = new ArrayList<>();
        do {
            Optional<String> name = named ? Optional.of(tokens.name()) : Optional.empty();
            fields.add(new ColumnType.Field(name, read()));
        } while (tokens.accept(SqlLexer.COMMA));
        tokens.expect(SqlLexer.RPAREN);
        return new ColumnType.Tuple(fields);
    }

    private boolean isNamed() {
        Token after = tokens.window().peek(1);
        boolean unsigned = SIGNED.contains(word(tokens.next())) && word(after).equals("UNSIGNED");
        return !begins(tokens.next()) || (begins(after) && !unsigned);
    }

    private ColumnType simple(String name) {
        Simple type = SIMPLE.get(name);
        if (WITH_WIDTH.contains(type) && tokens.accept(SqlLexer.LPAREN)) {
            tokens.number();
            tokens.expect(SqlLexer.RPAREN);
        }
        if (SIGNED.contains(name) && tokens.accept("UNSIGNED")) {
            return UNSIGNED.get(type);
        }
        if (name.equals("TIMESTAMP") && tokens.accept("WITH")) {
            tokens.expect("TIME");
            tokens.expect("ZONE");
            return Simple.TIMESTAMP_TZ;
        }
        if (type == Simple.FLOAT64) {
            tokens.accept("PRECISION");
        }
        return type;
    }

    private Element nullable() {
        tokens.expect(SqlLexer.LPAREN);
        Element inner = read();
        tokens.expect(SqlLexer.RPAREN);
        if (tokens.isNext(SqlLexer.NOT)) {
            throw tokens.report().at(tokens.next(), "ambiguous NOT NULL constraint", tokens.begun());
        }
        tokens.accept("NULL");
        return new Element(inner.type(), true);
    }

    private Element withNull(ColumnType type) {
        if (tokens.accept("NOT")) {
            tokens.expect("NULL");
            return new Element(type, false);
        }
        tokens.accept("NULL");
        return new Element(type, true);
    }
}
