package dev.stagedoor.sql;

import static dev.stagedoor.sql.TokenWindow.isName;
import static dev.stagedoor.sql.TokenWindow.isWord;
import static dev.stagedoor.sql.TokenWindow.word;

import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;

/** Tells from a text's first words alone what it is. */
final class StatementClassifier {
    /** What a text is. */
    sealed interface Kind {}

    /** A statement of the grammar. */
    record Own(Usage usage) implements Kind {}

    /** A statement on databases or tables. */
    record Table(Usage usage) implements Kind {}

    /** SQL for the query engine. */
    record Query() implements Kind {}

    /** A statement of the dialect that is not built. */
    record NotBuilt(String what) implements Kind {}

    private static final Query QUERY = new Query();

    /** What the grammar creates, alters and drops, by the word that follows the verb. */
    private static final Map<Integer, Usage> CREATED = Map.of(
            SqlLexer.STAGE, Usage.CREATE_STAGE, SqlLexer.FILE, Usage.CREATE_FILE_FORMAT, SqlLexer.CONNECTION, Usage.CREATE_CONNECTION,
            SqlLexer.USER, Usage.CREATE_USER, SqlLexer.ROLE, Usage.CREATE_ROLE);

    /** What {@code SHOW FULL} shows more of. */
    private static final Set<Usage> FULL =
            Set.of(Usage.SHOW_DATABASES, Usage.SHOW_TABLES, Usage.SHOW_VIEWS, Usage.SHOW_COLUMNS);

    private static final Map<Integer, Usage> ALTERED =
            Map.of(SqlLexer.STAGE, Usage.ALTER_STAGE, SqlLexer.USER, Usage.ALTER_USER, SqlLexer.ROLE, Usage.ALTER_ROLE);

    private static final Map<Integer, Usage> DROPPED = Map.of(
            SqlLexer.STAGE, Usage.DROP_STAGE, SqlLexer.FILE, Usage.DROP_FILE_FORMAT, SqlLexer.CONNECTION, Usage.DROP_CONNECTION,
            SqlLexer.USER, Usage.DROP_USER, SqlLexer.ROLE, Usage.DROP_ROLE);

    /** The statements on databases and tables, by their verb, and what follows it where the verb is of other statements too. */
    private static final Map<String, Usage> TABLES = Map.ofEntries(
            Map.entry("CREATE TABLE", Usage.CREATE_TABLE), Map.entry("CREATE DATABASE", Usage.CREATE_DATABASE),
            Map.entry("CREATE SCHEMA", Usage.CREATE_DATABASE), Map.entry("ALTER TABLE", Usage.ALTER_TABLE),
            Map.entry("DROP TABLE", Usage.DROP_TABLE), Map.entry("DROP DATABASE", Usage.DROP_DATABASE),
            Map.entry("DROP SCHEMA", Usage.DROP_DATABASE), Map.entry("UNDROP TABLE", Usage.UNDROP_TABLE),
            Map.entry("RENAME TABLE", Usage.RENAME_TABLE), Map.entry("TRUNCATE", Usage.TRUNCATE_TABLE),
            Map.entry("OPTIMIZE", Usage.OPTIMIZE_TABLE), Map.entry("ANALYZE", Usage.ANALYZE_TABLE),
            Map.entry("EXPLAIN COPY", Usage.COPY_INTO), Map.entry("COPY", Usage.COPY_INTO), Map.entry("INSERT", Usage.INSERT),
            Map.entry("CREATE OR TABLE", Usage.CREATE_TABLE),
            Map.entry("DELETE", Usage.DELETE), Map.entry("UPDATE", Usage.UPDATE), Map.entry("MERGE", Usage.MERGE));

    private StatementClassifier() {}

    private static Optional<Usage> onTables(TokenStream tokens) {
        boolean orReplace = tokens.LA(2) == SqlLexer.OR && tokens.LA(3) == SqlLexer.REPLACE;
        String verb = word(tokens.LT(1));
        String object = orReplace ? " OR " + word(tokens.LT(4)) : " " + word(tokens.LT(2));
        return Optional.ofNullable(TABLES.getOrDefault(verb + object, TABLES.get(verb)));
    }

    /**
     * Looks at the tokens without consuming any.
     *
     * @throws SqlSyntaxException when nothing of the dialect begins like this
     */
    static Kind of(TokenStream tokens, SyntaxReport report) {
        Optional<Usage> onTables = onTables(tokens);
        if (onTables.isPresent()) {
            return new Table(onTables.get());
        }
        Token first = tokens.LT(1);
        return switch (first.getType()) {
            case SqlLexer.PRESIGN -> new Own(tokens.LA(3) == SqlLexer.PARTS ? Usage.PRESIGN_PARTS : Usage.PRESIGN);
            case SqlLexer.LIST -> new Own(Usage.LIST);
            case SqlLexer.REMOVE -> new Own(Usage.REMOVE);
            case SqlLexer.SELECT, SqlLexer.WITH, SqlLexer.FROM, SqlLexer.LPAREN -> QUERY;
            case SqlLexer.CREATE -> create(tokens, report);
            case SqlLexer.ALTER -> definition(tokens, 2, report, ALTERED);
            case SqlLexer.DROP -> definition(tokens, 2, report, DROPPED);
            case SqlLexer.DESC, SqlLexer.DESCRIBE -> describe(tokens);
            case SqlLexer.SHOW -> show(tokens, report);
            case SqlLexer.GRANT -> GrantClassifier.grant(tokens);
            case SqlLexer.REVOKE -> GrantClassifier.revoke(tokens);
            case SqlLexer.USE -> use(tokens);
            case SqlLexer.SET -> set(tokens);
            case SqlLexer.UNSET -> word(tokens.LT(2)).equals("VARIABLE") ? new NotBuilt("UNSET VARIABLE") : new Own(Usage.UNSET);
            case SqlLexer.BEGIN, SqlLexer.START -> new Own(Usage.BEGIN);
            case SqlLexer.COMMIT -> new Own(Usage.COMMIT);
            case SqlLexer.ROLLBACK -> new Own(Usage.ROLLBACK);
            case SqlLexer.ABORT -> new Own(tokens.LA(2) == SqlLexer.UPLOAD ? Usage.ABORT_UPLOAD : Usage.ROLLBACK);
            case SqlLexer.CONFIRM -> new Own(Usage.CONFIRM_UPLOAD);
            default -> other(first, report);
        };
    }

    private static Kind create(TokenStream tokens, SyntaxReport report) {
        boolean orReplace = tokens.LA(2) == SqlLexer.OR && tokens.LA(3) == SqlLexer.REPLACE;
        return definition(tokens, orReplace ? 4 : 2, report, CREATED);
    }

    /** CREATE, ALTER and DROP: the word at {@code at} says of what. */
    private static Kind definition(TokenStream tokens, int at, SyntaxReport report, Map<Integer, Usage> own) {
        Token object = tokens.LT(at);
        Usage usage = own.get(object.getType() == SqlLexer.OR ? SqlLexer.STAGE : object.getType());
        if (usage != null) {
            return new Own(usage);
        }
        String noun = Dialect.OBJECTS.get(word(object));
        String verb = word(tokens.LT(1));
        if (noun == null) {
            throw unknown(object, report, Dialect.OBJECTS.keySet(), verb, built(own, verb));
        }
        Token next = tokens.LT(at + 1);
        if (noun.equals("TABLE") && next.getType() == SqlLexer.STAGE) {
            throw report.unexpected(next, List.of("`TABLE`"), null);
        }
        return new NotBuilt(verb + " " + noun);
    }

    private static Kind describe(TokenStream tokens) {
        String object = word(tokens.LT(2));
        if (object.equals("STAGE")) {
            return new Own(Usage.DESCRIBE_STAGE);
        }
        if (object.equals("CONNECTION")) {
            return new Own(Usage.DESCRIBE_CONNECTION);
        }
        if (object.equals("USER")) {
            return new Own(Usage.DESCRIBE_USER);
        }
        boolean more = switch (tokens.LA(3)) {
            case Token.EOF, SqlLexer.SEMICOLON, SqlLexer.DOT, SqlLexer.FORMAT -> false;
            default -> true;
        };
        if (more && Dialect.DESCRIBED.containsKey(object)) {
            return new NotBuilt("DESC " + Dialect.DESCRIBED.get(object));
        }
        boolean table = tokens.LA(2) == SqlLexer.TABLE || (isName(tokens.LT(2)) && !more);
        return table ? new Own(Usage.DESCRIBE_TABLE) : QUERY;
    }

    private static Kind show(TokenStream tokens, SyntaxReport report) {
        String object = word(tokens.LT(2));
        if (object.equals("GRANTS")) {
            return GrantClassifier.show(tokens);
        }
        Optional<Usage> usage = shown(object, word(tokens.LT(3)));
        if (usage.isPresent()) {
            return new Own(usage.get());
        }
        if (!Dialect.SHOWN.contains(object)) {
            throw unknown(tokens.LT(2), report, Dialect.SHOWN, "SHOW", builtShown());
        }
        boolean two = Dialect.SHOWN_WITH_ONE_MORE_WORD.contains(object) && isWord(tokens.LT(3));
        return new NotBuilt("SHOW " + object + (two ? " " + word(tokens.LT(3)) : ""));
    }

    /** The SHOW statement of the grammar that goes on with these two words. */
    private static Optional<Usage> shown(String first, String second) {
        return switch (first) {
            case "STAGES" -> Optional.of(Usage.SHOW_STAGES);
            case "SETTINGS" -> Optional.of(Usage.SHOW_SETTINGS);
            case "FILE" -> Optional.of(Usage.SHOW_FILE_FORMATS);
            case "CONNECTIONS" -> Optional.of(Usage.SHOW_CONNECTIONS);
            case "USERS" -> Optional.of(Usage.SHOW_USERS);
            case "ROLES" -> Optional.of(Usage.SHOW_ROLES);
            case "PUBLIC" -> second.equals("KEYS") ? Optional.of(Usage.SHOW_PUBLIC_KEYS) : Optional.empty();
            case "DATABASES", "SCHEMAS" -> Optional.of(Usage.SHOW_DATABASES);
            case "TABLES" -> Optional.of(Usage.SHOW_TABLES);
            case "VIEWS" -> Optional.of(Usage.SHOW_VIEWS);
            case "COLUMNS", "FIELDS" -> Optional.of(Usage.SHOW_COLUMNS);
            case "FUNCTIONS", "TABLE_FUNCTIONS", "CATALOGS", "ENGINES", "PROCESSLIST" -> Optional.of(Usage.SHOW_LIST);
            case "FULL" -> shown(second, "").filter(FULL::contains);
            case "TABLE" ->
                switch (second) {
                    case "STATUS" -> Optional.of(Usage.SHOW_TABLE_STATUS);
                    case "FUNCTIONS" -> Optional.of(Usage.SHOW_LIST);
                    default -> Optional.empty();
                };
            case "CREATE" ->
                switch (second) {
                    case "TABLE", "DATABASE", "SCHEMA" -> Optional.of(Usage.SHOW_CREATE);
                    default -> Optional.empty();
                };
            default -> Optional.empty();
        };
    }

    private static Kind use(TokenStream tokens) {
        boolean another = isWord(tokens.LT(2)) && Dialect.USED.contains(word(tokens.LT(2))) && isName(tokens.LT(3));
        return another ? new NotBuilt("USE " + word(tokens.LT(2))) : new Own(Usage.USE);
    }

    private static Kind set(TokenStream tokens) {
        String what = word(tokens.LT(2));
        if (what.equals("ROLE")) {
            return new Own(Usage.SET_ROLE);
        }
        if (what.equals("SECONDARY")) {
            return new Own(Usage.SET_SECONDARY_ROLES);
        }
        boolean another = Dialect.SET.contains(what) && tokens.LA(3) != SqlLexer.EQ;
        return another ? new NotBuilt("SET " + what) : new Own(Usage.SET);
    }

    private static Kind other(Token first, SyntaxReport report) {
        String word = word(first);
        if (Dialect.QUERIES.contains(word)) {
            return QUERY;
        }
        if (first.getType() == Token.EOF) {
            throw report.unexpected(first, List.of("a statement"), null);
        }
        String what = Dialect.STATEMENTS.get(word);
        if (what == null) {
            throw unknown(first, report, Dialect.firstWords(), "", Dialect.BUILT);
        }
        return new NotBuilt(what);
    }

    /** What SHOW is about that the grammar has. */
    private static List<String> builtShown() {
        return Dialect.SHOWN.stream().filter(word -> word.equals("GRANTS") || shown(word, "").isPresent()).toList();
    }

    /** The objects of a verb whose statements are built. */
    private static List<String> built(Map<Integer, Usage> own, String verb) {
        Stream<String> inGrammar = own.keySet().stream().map(SqlLexer.VOCABULARY::getLiteralName)
                .map(literal -> literal.substring(1, literal.length() - 1));
        Stream<String> onTables = TABLES.keySet().stream()
                .filter(words -> words.startsWith(verb + " "))
                .map(words -> words.substring(words.lastIndexOf(' ') + 1));
        Stream<String> objects = Stream.concat(inGrammar, onTables).distinct().sorted();
        return Stream.concat(verb.equals("CREATE") ? Stream.of("OR") : Stream.of(), objects).toList();
    }

    /**
     * Asks whether another word of the dialect was meant, built or not; names else what would run.
     *
     * @param known what of the dialect may stand here
     * @param built what of it runs
     */
    private static SqlSyntaxException unknown(
            Token token, SyntaxReport report, Collection<String> known, String before, List<String> built) {
        return Dialect.nearest(word(token), known)
                .map(word -> Expectations.unexpected(token, report.shown(token)) + ". Did you mean `" + (before + " " + word)
                        .strip() + "`?")
                .map(problem -> report.at(token, problem, null))
                .orElseGet(() -> report.unexpected(token, built.stream().map(word -> "`" + word + "`").toList(), null));
    }
}
