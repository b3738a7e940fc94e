package dev.stagedoor.sql;

import dev.stagedoor.sql.SyntaxReport.Begun;
import dev.stagedoor.sql.grammar.SqlLexer;
import dev.stagedoor.sql.grammar.SqlParser;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenSource;
import org.antlr.v4.runtime.TokenStream;

/**
 * Reads one statement of staging SQL: Databend's dialect ({@code docs/sql.md}), and locations as its clients write them.
 *
 * <p>Where more is taken than Databend's grammar allows: names may be quoted with {@code "} or {@code `} in the DDL of stages too, as
 * clients do; {@code DESC STAGE @~}; LIST and REMOVE take a location in quotes, as PRESIGN does; {@code COPY_OPTIONS = (…)} on CREATE STAGE
 * is read and ignored; and in PRESIGN, LIST and REMOVE a path may hold spaces, quotes, commas and parentheses as they are: what does not
 * fit the grammar after {@code @stage/} is part of the path, up to an option ({@code EXPIRE =}, {@code PATTERN =} and the like) or the end,
 * unless it looks like a mistyped option or a second statement. A statement that fits the grammar is never read like that:
 * {@code LIST @s/a -- b} lists {@code a}.
 *
 * <p>Safe for use by many threads; takes time and memory in proportion to the text, and a fixed depth of stack.
 */
public final class StatementParser {
    /** Longer texts are refused unread. */
    public static final int MAX_SQL_CHARS = 1 << 20;

    /** The same for INSERT, which brings its rows along, and for PRESIGN, which may name many files. */
    public static final int MAX_INSERT_CHARS = 16 << 20;

    /** Statements Stagedoor runs itself have a few dozen tokens; this bounds the memory their tree takes. Queries are not counted. */
    static final int MAX_TOKENS = 10_000;

    /** The same for PRESIGN: some times the files it takes, so that whoever names too many is told how many it takes. */
    static final int MAX_PRESIGN_TOKENS = 1 << 16;

    private static final List<String> KEYWORDS = allKeywords();

    private StatementParser() {}

    /**
     * @param sql one statement, with or without a closing semicolon
     * @throws SqlSyntaxException when the text is not a statement of the dialect (1005)
     * @throws LocationException when it is, but a location or an argument of {@code list_stage} in it is not one (1006)
     * @throws OptionException when it is, but an option of a COPY cannot have its value (2004)
     */
    public static Statement parse(String sql) {
        SyntaxReport report = new SyntaxReport(sql);
        int most = mayBeLong(sql) ? MAX_INSERT_CHARS : MAX_SQL_CHARS;
        if (sql.length() > most) {
            String problem = "the statement has " + sql.length() + " characters; at most " + most + " are read";
            throw new SqlSyntaxException("error: \n" + problem, 1, 1);
        }
        TokenStream tokens = new BoundedTokens(SourceText.lexer(sql), report);
        return switch (StatementClassifier.of(tokens, report)) {
            case StatementClassifier.Own(Usage usage) -> own(sql, tokens, usage, report);
            case StatementClassifier.Table(Usage usage) -> TableStatementReader.read(sql, usage, report);
            case StatementClassifier.Query _ -> QueryScanner.query(sql, report);
            case StatementClassifier.NotBuilt(String what) -> new Statement.NotBuilt(what);
        };
    }

    private static boolean mayBeLong(String sql) {
        if (sql.length() <= MAX_SQL_CHARS) {
            return false;
        }
        int first = SourceText.lexer(sql).nextToken().getType();
        return first == SqlLexer.INSERT || first == SqlLexer.PRESIGN;
    }

    /** The words of the dialect that a shell may complete, in alphabetical order: keywords in upper case, functions in lower case. */
    public static List<String> keywords() {
        return KEYWORDS;
    }

    /** The words that cannot be names unless quoted: upper case, in alphabetical order. */
    public static List<String> reservedWords() {
        TreeSet<String> words = new TreeSet<>(Dialect.RESERVED);
        for (int type = 1; type < SqlLexer.RESERVED; type++) {
            literal(type).ifPresent(words::add);
        }
        return List.copyOf(words);
    }

    /** The functions without arguments whose value the session gives: lower case, in alphabetical order. */
    public static List<String> sessionFunctions() {
        return List.copyOf(new TreeSet<>(QueryScanner.SESSION_FUNCTIONS));
    }

    private static Statement own(String sql, TokenStream tokens, Usage usage, SyntaxReport report) {
        Begun begun = Begun.at(tokens.LT(1), usage.syntax());
        StatementBuilder builder = new StatementBuilder(sql, report, begun);
        GrammarParse strict = new GrammarParse(tokens, usage == Usage.PRESIGN_PARTS ? SqlParser::presignParts : SqlParser::statement);
        try {
            return builder.build(strict.run());
        } catch (GrammarParse.Mismatch mismatch) {
            boolean hasLocation = usage == Usage.PRESIGN || usage == Usage.LIST || usage == Usage.REMOVE;
            List<Token> reread = hasLocation ? TolerantLocation.reread(sql, tokens).orElse(List.of()) : List.of();
            if (reread.isEmpty()) {
                throw syntaxError(strict, report, begun);
            }
            return tolerant(reread, builder, report, begun);
        }
    }

    private static Statement tolerant(List<Token> reread, StatementBuilder builder, SyntaxReport report, Begun begun) {
        GrammarParse parse = new GrammarParse(new CommonTokenStream(new ListTokenSource(reread)), SqlParser::statement);
        try {
            return builder.build(parse.run());
        } catch (GrammarParse.Mismatch mismatch) {
            throw syntaxError(parse, report, begun);
        }
    }

    /** Tokens as they are asked for, up to the limit. */
    private static final class BoundedTokens extends CommonTokenStream {
        private final SyntaxReport report;

        BoundedTokens(TokenSource source, SyntaxReport report) {
            super(source);
            this.report = report;
        }

        @Override
        protected int fetch(int count) {
            if (size() >= MAX_TOKENS && size() >= most()) {
                throw report.at(get(size() - 1), "the statement has more than " + most() + " words and symbols", null);
            }
            return super.fetch(count);
        }

        private int most() {
            return get(0).getType() == SqlLexer.PRESIGN ? MAX_PRESIGN_TOKENS : MAX_TOKENS;
        }
    }

    private static SqlSyntaxException syntaxError(GrammarParse parse, SyntaxReport report, Begun begun) {
        GrammarParse.Mismatch mismatch = parse.explain();
        return report.unexpected(mismatch.token(), Expectations.names(mismatch.expected()), begun);
    }

    private static List<String> allKeywords() {
        TreeSet<String> words = new TreeSet<>(Dialect.firstWords());
        words.addAll(Dialect.OBJECTS.keySet());
        words.addAll(Dialect.SHOWN);
        words.addAll(Dialect.CONNECTION_KEYS);
        for (FormatOptionSyntax option : FormatOptionSyntax.values()) {
            words.add(option.name());
        }
        for (int type = 1; type < SqlLexer.IDENT; type++) {
            literal(type).ifPresent(words::add);
        }
        words.addAll(ColumnTypeReader.words());
        words.addAll(Dialect.TABLE_WORDS);
        words.addAll(QueryScanner.knownNames());
        return List.copyOf(words);
    }

    /** The word that is a token of this type, if it is one word. */
    private static Optional<String> literal(int type) {
        return Optional.ofNullable(SqlLexer.VOCABULARY.getLiteralName(type))
                .map(literal -> literal.substring(1, literal.length() - 1).toUpperCase(Locale.ROOT));
    }
}
