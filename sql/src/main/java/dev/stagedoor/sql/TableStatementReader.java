package dev.stagedoor.sql;

import static dev.stagedoor.sql.TokenWindow.word;

import dev.stagedoor.sql.SyntaxReport.Begun;
import java.util.List;
import java.util.Optional;

/**
 * Reads the statements on databases and tables. The grammar has no rule for them: types stand inside of types there, and queries and
 * lists of any length inside of statements. Takes time and memory in proportion to the text.
 */
final class TableStatementReader {
    private final StatementTokens tokens;
    private final Usage usage;

    private TableStatementReader(String sql, Usage usage, SyntaxReport report) {
        this.tokens = new StatementTokens(sql, 0, report, Begun.at(new TokenWindow(sql, 0).next(), usage.syntax()));
        this.usage = usage;
    }

    /**
     * @param usage of the statement, as its first words tell
     * @throws SqlSyntaxException when the text is not such a statement
     * @throws LocationException when it is, but a location in it is not one
     * @throws OptionException when its options do not fit each other
     */
    static Statement read(String sql, Usage usage, SyntaxReport report) {
        return new TableStatementReader(sql, usage, report).read();
    }

    private Statement read() {
        tokens.window().next();
        return switch (usage) {
            case CREATE_TABLE -> createTable();
            case ALTER_TABLE -> {
                tokens.expect("TABLE");
                yield new TableDefinitionReader(tokens).alter();
            }
            case COPY_INTO -> copy();
            case INSERT -> new InsertReader(tokens).read();
            case DELETE -> new MutationReader(tokens).delete();
            case UPDATE -> new MutationReader(tokens).update();
            case MERGE -> new MutationReader(tokens).merge();
            default -> {
                Statement statement = small();
                tokens.end();
                yield statement;
            }
        };
    }

    private Statement createTable() {
        boolean orReplace = tokens.accept("OR");
        if (orReplace) {
            tokens.expect("REPLACE");
        }
        tokens.expect("TABLE");
        return new TableDefinitionReader(tokens).create(orReplace);
    }

    private Statement copy() {
        boolean explain = word(tokens.window().current()).equals("EXPLAIN");
        if (explain) {
            tokens.expect("COPY");
        }
        tokens.expect("INTO");
        CopyReader reader = new CopyReader(tokens);
        return explain ? new TableStatement.ExplainCopy(reader.load()) : reader.read();
    }

    private TableStatement small() {
        if (usage == Usage.CREATE_DATABASE || usage == Usage.DROP_DATABASE) {
            return database();
        }
        tokens.expect("TABLE");
        return switch (usage) {
            case DROP_TABLE -> {
                boolean ifExists = tokens.ifExists();
                yield new TableStatement.DropTable(tokens.table(), ifExists, tokens.accept("ALL"));
            }
            case UNDROP_TABLE -> new TableStatement.UndropTable(tokens.table());
            case RENAME_TABLE -> {
                boolean ifExists = tokens.ifExists();
                TableName from = tokens.table();
                tokens.expect("TO");
                yield new TableStatement.RenameTable(from, tokens.table(), ifExists);
            }
            case TRUNCATE_TABLE -> new TableStatement.TruncateTable(tokens.table());
            case ANALYZE_TABLE -> new TableStatement.AnalyzeTable(tokens.table());
            case OPTIMIZE_TABLE -> optimize();
            default -> throw new IllegalStateException("no statement on tables: " + usage);
        };
    }

    private TableStatement database() {
        if (!tokens.accept("DATABASE")) {
            tokens.expect("SCHEMA");
        }
        boolean create = usage == Usage.CREATE_DATABASE;
        boolean given = create ? tokens.ifNotExists(false) : tokens.ifExists();
        List<String> names = tokens.names(2);
        Optional<String> catalog = names.size() > 1 ? Optional.of(names.getFirst()) : Optional.empty();
        return create
                ? new TableStatement.CreateDatabase(catalog, names.getLast(), given)
                : new TableStatement.DropDatabase(catalog, names.getLast(), given);
    }

    private TableStatement optimize() {
        TableName table = tokens.table();
        boolean all = tokens.accept("ALL");
        boolean compact = all || tokens.accept("COMPACT");
        if (!compact) {
            tokens.expect("PURGE");
        }
        return new TableStatement.OptimizeTable(table, compact, all || !compact);
    }
}
