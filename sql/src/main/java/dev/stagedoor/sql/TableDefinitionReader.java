package dev.stagedoor.sql;

import static dev.stagedoor.sql.TokenWindow.isName;
import static dev.stagedoor.sql.TokenWindow.word;

import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.antlr.v4.runtime.Token;

/** Reads CREATE TABLE and ALTER TABLE from behind the word TABLE. */
final class TableDefinitionReader {
    /** What Databend changes of a table besides, by the words after the table's name. */
    private static final Set<String> UNBUILT_CHANGES = Set.of("CLUSTER", "RECLUSTER", "SET", "UNSET", "SWAP", "CONNECTION", "FLASHBACK");

    private final StatementTokens tokens;
    private final ColumnTypeReader types;

    TableDefinitionReader(StatementTokens tokens) {
        this.tokens = tokens;
        this.types = new ColumnTypeReader(tokens);
    }

    Statement create(boolean orReplace) {
        boolean ifNotExists = tokens.ifNotExists(orReplace);
        TableName table = tokens.table();
        if (tokens.accept("LIKE")) {
            var like = new TableStatement.CreateTable.Like(tokens.table());
            return create(table, orReplace, ifNotExists, like, layout());
        }
        List<ColumnDefinition> columns = tokens.accept(SqlLexer.LPAREN) ? tokens.list(this::column) : List.of();
        TableLayout layout = layout();
        if (tokens.accept("AS")) {
            return create(table, orReplace, ifNotExists, new TableStatement.CreateTable.Query(columns, tokens.query()), layout);
        }
        if (columns.isEmpty()) {
            throw tokens.unexpected();
        }
        return create(table, orReplace, ifNotExists, new TableStatement.CreateTable.Columns(columns), layout);
    }

    private Statement create(
            TableName table, boolean orReplace, boolean ifNotExists, TableStatement.CreateTable.Content content, TableLayout layout) {
        tokens.end();
        return new TableStatement.CreateTable(table, orReplace, ifNotExists, content, layout);
    }

    private ColumnDefinition column() {
        return column(tokens.name());
    }

    /** From the type on. DEFAULT and COMMENT may follow in any order, each once; behind DEFAULT also NULL and NOT NULL. */
    private ColumnDefinition column(String name) {
        ColumnType.Element type = types.read();
        Optional<List<QueryPart>> defaultValue = Optional.empty();
        Optional<String> comment = Optional.empty();
        while (true) {
            if (defaultValue.isEmpty() && tokens.accept("DEFAULT")) {
                defaultValue = Optional.of(defaultValue());
            } else if (comment.isEmpty() && tokens.accept("COMMENT")) {
                comment = Optional.of(tokens.string());
            } else if (defaultValue.isPresent() && tokens.accept("NOT")) {
                tokens.expect("NULL");
                type = new ColumnType.Element(type.type(), false);
            } else if (defaultValue.isEmpty() || !tokens.accept("NULL")) {
                return new ColumnDefinition(name, type, defaultValue, comment);
            }
        }
    }

    private List<QueryPart> defaultValue() {
        Token first = tokens.next();
        List<QueryPart> parts = tokens.scanner(false).parts(token -> token != first && endsDefault(token) || isListEnd(token));
        if (parts.isEmpty()) {
            throw tokens.report().unexpected(first, List.of("<expr>"), tokens.begun());
        }
        return parts;
    }

    /** What may follow the expression, when it does not stand in the middle of one. */
    private boolean endsDefault(Token token) {
        Token before = tokens.window().current();
        boolean inExpression = word(before).equals("IS") || word(before).equals("NOT");
        boolean notNull = token.getType() == SqlLexer.NOT && tokens.window().peek(1).getType() == SqlLexer.NULL;
        boolean place = word(token).equals("FIRST") || word(token).equals("AFTER");
        return !inExpression && (notNull || token.getType() == SqlLexer.NULL || token.getType() == SqlLexer.COMMENT || place);
    }

    private static boolean isListEnd(Token token) {
        return token.getType() == SqlLexer.COMMA || token.getType() == SqlLexer.RPAREN;
    }

    /** In any order, up to AS or the end. */
    private TableLayout layout() {
        List<TransformedColumn> partitionBy = List.of();
        List<TransformedColumn> clusterBy = List.of();
        Optional<String> comment = Optional.empty();
        SortedMap<String, String> options = new TreeMap<>();
        while (true) {
            if (tokens.accept("PARTITION")) {
                partitionBy = transformed();
            } else if (tokens.accept("CLUSTER", "BY")) {
                tokens.accept("LINEAR");
                clusterBy = transformedList();
            } else if (tokens.accept("COMMENT")) {
                tokens.expect(SqlLexer.EQ);
                comment = Optional.of(tokens.string());
            } else if (isName(tokens.next()) && tokens.window().peek(1).getType() == SqlLexer.EQ) {
                String key = tokens.name().toLowerCase(Locale.ROOT);
                tokens.expect(SqlLexer.EQ);
                options.put(key, optionValue());
            } else {
                return new TableLayout(partitionBy, clusterBy, comment, options);
            }
        }
    }

    private String optionValue() {
        return switch (tokens.next().getType()) {
            case SqlLexer.INTEGER, SqlLexer.FLOAT, SqlLexer.TRUE, SqlLexer.FALSE -> tokens.window().next().getText();
            case SqlLexer.STRING, SqlLexer.RAW_STRING -> tokens.string();
            default -> {
                String written = tokens.next().getText();
                tokens.name();
                yield written;
            }
        };
    }

    private List<TransformedColumn> transformed() {
        tokens.expect("BY");
        return transformedList();
    }

    private List<TransformedColumn> transformedList() {
        tokens.expect(SqlLexer.LPAREN);
        return tokens.list(this::transformedColumn);
    }

    private TransformedColumn transformedColumn() {
        String name = tokens.name();
        if (!tokens.accept(SqlLexer.LPAREN)) {
            return new TransformedColumn(Optional.empty(), OptionalInt.empty(), name);
        }
        OptionalInt width = tokens.optionalNumber();
        if (width.isPresent()) {
            tokens.expect(SqlLexer.COMMA);
        }
        String column = tokens.name();
        if (width.isEmpty() && tokens.accept(SqlLexer.COMMA)) {
            width = OptionalInt.of(tokens.smallNumber());
        }
        tokens.expect(SqlLexer.RPAREN);
        return new TransformedColumn(Optional.of(name.toLowerCase(Locale.ROOT)), width, column);
    }

    Statement alter() {
        boolean ifExists = tokens.ifExists();
        TableName table = tokens.table();
        String word = word(tokens.next());
        boolean clusterKey = word.equals("DROP") && word(tokens.window().peek(1)).equals("CLUSTER")
                && word(tokens.window().peek(2)).equals("KEY");
        if (UNBUILT_CHANGES.contains(word) || clusterKey) {
            return new Statement.NotBuilt("ALTER TABLE … " + (clusterKey ? "DROP CLUSTER KEY" : word));
        }
        if (tokens.accept("RENAME", "TO")) {
            return renamed(table, ifExists);
        }
        TableChange change = change();
        tokens.end();
        return new TableStatement.AlterTable(table, ifExists, change);
    }

    private Statement renamed(TableName table, boolean ifExists) {
        TableName written = tokens.table();
        tokens.end();
        boolean same = written.database().isEmpty();
        TableName to = same ? new TableName(table.catalog(), table.database(), written.name()) : written;
        return new TableStatement.RenameTable(table, to, ifExists);
    }

    private TableChange change() {
        if (tokens.accept("ADD")) {
            tokens.accept("COLUMN");
            return new TableChange.AddColumn(column(), place());
        }
        if (tokens.accept("DROP")) {
            tokens.accept("COLUMN");
            return new TableChange.DropColumn(tokens.name());
        }
        if (tokens.accept("RENAME")) {
            tokens.accept("COLUMN");
            String from = tokens.name();
            tokens.expect("TO");
            return new TableChange.RenameColumn(from, tokens.name());
        }
        if (tokens.accept("MODIFY")) {
            return modify();
        }
        tokens.expect("COMMENT");
        tokens.expect(SqlLexer.EQ);
        return new TableChange.Comment(tokens.string());
    }

    private Optional<TableChange.Place> place() {
        if (tokens.accept("FIRST")) {
            return Optional.of(new TableChange.Place.First());
        }
        return tokens.accept("AFTER") ? Optional.of(new TableChange.Place.After(tokens.name())) : Optional.empty();
    }

    private TableChange modify() {
        List<ColumnDefinition> columns = new ArrayList<>();
        do {
            tokens.accept("COLUMN");
            String name = tokens.name();
            if (columns.isEmpty() && tokens.accept("COMMENT")) {
                return new TableChange.CommentColumn(name, tokens.string());
            }
            columns.add(column(name));
        } while (tokens.accept(SqlLexer.COMMA));
        return new TableChange.ModifyColumns(columns);
    }
}
