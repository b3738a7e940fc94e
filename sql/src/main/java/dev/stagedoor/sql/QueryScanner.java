package dev.stagedoor.sql;

import static dev.stagedoor.sql.TokenWindow.isEnd;
import static dev.stagedoor.sql.TokenWindow.isName;
import static dev.stagedoor.sql.TokenWindow.word;

import dev.stagedoor.sql.SyntaxReport.Begun;
import dev.stagedoor.sql.grammar.SqlLexer;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/**
 * Cuts read-only SQL into what the query engine reads and what only Stagedoor knows, by its tokens alone: depth is a counter here, so
 * nothing is nested too deep. All text between is passed on as written, but for what the query engine would read otherwise than Databend:
 * strings with backslashes, and names in backticks. Scans one text, once.
 */
final class QueryScanner {
    static final Set<String> SESSION_FUNCTIONS = Set.of(
            "version", "current_user", "current_database", "database", "current_catalog", "timezone", "connection_id", "user",
            "current_role",
            "current_available_roles");

    private static final Set<String> REGEXP_OPERATORS = Set.of("REGEXP", "RLIKE");

    /** Words that may be names, and after which an operand begins. */
    private static final Set<String> BEFORE_OPERAND = Set.of("BY", "ESCAPE", "ILIKE", "REGEXP", "RLIKE");

    /** Functions over the files of a stage that stand in FROM. */
    private static final Set<String> FILE_FUNCTIONS = Set.of("infer_schema", "inspect_parquet", "list_stage");

    /** Functions whose rows are users, roles and grants. */
    private static final Set<String> ACCOUNT_FUNCTIONS = Set.of("show_grants", "show_roles");

    /** The databases whose tables only Stagedoor knows. */
    private static final Set<String> SYSTEM_DATABASES = Set.of("system", "information_schema");

    /** Verbs that may follow a WITH clause or EXPLAIN and do not only read. */
    private static final Set<String> WRITING = Set.of("COPY", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "CREATE", "DROP", "ALTER");

    /** A query is not cut into more pieces than this: each takes many times the memory of its text. */
    static final int MAX_PARTS = 10_000;

    /** Rows of an INSERT are a batch of their own from so many characters on: it has to be a query, whose text is limited. */
    static final int MAX_BATCH_CHARS = 32 << 10;

    private static final List<QueryPart.FileMetadata> METADATA = List.of(QueryPart.FileMetadata.values());

    /** Of a column position; more cannot be one. */
    private static final int MAX_POSITION_DIGITS = 6;

    private final String sql;
    private final SyntaxReport report;
    private final @Nullable Begun begun;
    private final TokenWindow tokens;
    private final SelectList selectList;
    private final VariantPath variantPath = new VariantPath();
    private final BitSet inFrom = new BitSet();
    private final BitSet inSelect = new BitSet();
    private final List<QueryPart> parts = new ArrayList<>();
    private Optional<String> notBuilt = Optional.empty();
    private @Nullable StringBuilder merging;
    private @Nullable Token noClause;
    private @Nullable Token firstSource;
    private boolean taken;
    private boolean constant;

    /** Parts of a list of values that are neither text nor DEFAULT. */
    private int others;

    /** Of the rows of a list of values that are no batch yet. */
    private int mergedChars;

    private int copied;
    private int depth;
    private int brackets;

    private QueryScanner(String sql, int start, TokenWindow tokens, SyntaxReport report, @Nullable Begun begun, boolean query) {
        this.sql = sql;
        this.report = report;
        this.begun = begun;
        this.copied = start;
        this.tokens = tokens;
        int first = tokens.peek(0).getType();
        this.selectList = new SelectList(query && (first == SqlLexer.SELECT || first == SqlLexer.WITH));
    }

    /**
     * A scanner of what stands inside another statement, from the next token of {@code tokens} on.
     *
     * @param query whether it is a whole query, and no expression
     */
    static QueryScanner embedded(String sql, TokenWindow tokens, SyntaxReport report, @Nullable Begun begun, boolean query) {
        Token first = tokens.peek(0);
        int start = first.getType() == Token.EOF ? sql.length() : first.getStartIndex();
        return new QueryScanner(sql, start, tokens, report, begun, query);
    }

    /** The same of an expression that reads no table: names of tables are text in it, and no scanner is begun inside of this one. */
    static QueryScanner constant(String sql, TokenWindow tokens, SyntaxReport report, @Nullable Begun begun) {
        QueryScanner scanner = embedded(sql, tokens, report, begun, false);
        scanner.constant = true;
        return scanner;
    }

    /** The condition of a SHOW statement, and what follows it. */
    record Condition(List<QueryPart> parts, OptionalLong limit, Optional<String> notBuilt) {}

    /** Every name of a function that is not passed on, for completion. Which tables there are, the server says. */
    static SortedSet<String> knownNames() {
        SortedSet<String> names = new TreeSet<>(SESSION_FUNCTIONS);
        names.addAll(ACCOUNT_FUNCTIONS);
        names.addAll(FILE_FUNCTIONS);
        return names;
    }

    /**
     * The text as a query.
     *
     * @throws SqlSyntaxException when a token cannot be read, a parenthesis has no other, or another statement follows
     * @throws LocationException when a function over files is called with something that is not a location
     */
    static Statement query(String sql, SyntaxReport report) {
        QueryScanner scanner = new QueryScanner(sql, 0, new TokenWindow(sql, 0), report, null, true);
        if (word(scanner.tokens.peek(0)).equals("EXPLAIN") && WRITING.contains(word(scanner.tokens.peek(1)))) {
            return new Statement.NotBuilt("EXPLAIN " + word(scanner.tokens.peek(1)));
        }
        scanner.scan(_ -> false);
        scanner.copyUntil(scanner.tokens.end());
        scanner.end();
        return scanner.notBuilt.<Statement>map(Statement.NotBuilt::new).orElseGet(() -> new Statement.Query(scanner.parts));
    }

    /**
     * The text from {@code start} on as what follows WHERE, up to a LIMIT that is not inside parentheses.
     *
     * @throws SqlSyntaxException as {@link #query}, and when there is no condition
     */
    static Condition condition(String sql, int start, SyntaxReport report, Begun begun) {
        QueryScanner scanner = new QueryScanner(sql, start, new TokenWindow(sql, start), report, begun, false);
        scanner.scan(token -> token.getType() == SqlLexer.LIMIT);
        if (!scanner.taken) {
            throw scanner.unexpected(scanner.tokens.peek(0), List.of("<expr>"));
        }
        scanner.copyUntil(scanner.tokens.end());
        OptionalLong limit = scanner.limit();
        scanner.end();
        return new Condition(scanner.parts, limit, scanner.notBuilt);
    }

    /**
     * What stands before the first token at which it is told to stop, or before the end.
     *
     * @param stop is asked of each token outside of parentheses before it is taken
     * @return empty when that is the first token
     */
    List<QueryPart> parts(Predicate<Token> stop) {
        scan(stop);
        if (!taken) {
            return List.of();
        }
        if (notBuilt.isPresent()) {
            throw unexpected(tokens.current(), List.of());
        }
        copyUntil(tokens.end());
        return parts;
    }

    /** As {@link #parts}, of what stands behind FROM or in its place. */
    List<QueryPart> sources(Predicate<Token> stop) {
        inFrom.set(depth);
        inSelect.set(depth);
        firstSource = tokens.peek(0);
        return parts(stop);
    }

    /**
     * The rows of an INSERT.
     *
     * @param batches as {@link TableStatement.Insert.Values} has them
     * @param placeholders whether {@code ?} stands in one
     * @param count of the rows
     */
    record Values(List<List<QueryPart>> batches, boolean placeholders, int count) {}

    /**
     * {@code (1, 'a'), (DEFAULT, 'b')}, up to what follows the last row. There is no limit to their number but that of the text
     * ({@link StatementParser#MAX_INSERT_CHARS}): text that has to be written otherwise is no part of its own here.
     */
    Values values() {
        merging = new StringBuilder();
        List<List<QueryPart>> batches = new ArrayList<>();
        boolean placeholders = false;
        int rows = 0;
        boolean more;
        do {
            if (tokens.peek(0).getType() != SqlLexer.LPAREN) {
                throw unexpected(tokens.peek(0), List.of("`(`"));
            }
            placeholders |= row();
            rows++;
            more = tokens.peek(0).getType() == SqlLexer.COMMA;
            boolean full = mergedChars + tokens.end() - copied >= MAX_BATCH_CHARS;
            if (full || !more) {
                copyUntil(tokens.end());
                flush();
                batches.add(List.copyOf(parts));
                parts.clear();
                mergedChars = 0;
            }
            if (more) {
                accept(tokens.next());
                copied = full ? tokens.peek(0).getStartIndex() : copied;
            }
        } while (more);
        return new Values(batches, placeholders, rows);
    }

    /** @return whether a {@code ?} stands in it */
    private boolean row() {
        boolean placeholders = false;
        int column = 0;
        do {
            Token token = tokens.next();
            if (isEnd(token)) {
                throw unexpected(token, List.of("`)`"));
            }
            boolean between = depth == 1 && brackets == 0 && isBetweenValues(token);
            if (between && token.getText().equalsIgnoreCase("DEFAULT")) {
                replace(token.getStartIndex(), new QueryPart.DefaultValue(column));
                continue;
            }
            placeholders |= token.getText().equals("?");
            accept(token);
            followFrom(token);
            column += depth == 1 && brackets == 0 && token.getType() == SqlLexer.COMMA ? 1 : 0;
        } while (depth > 0);
        return placeholders;
    }

    /** Whether a token is all there is of a value. */
    private boolean isBetweenValues(Token token) {
        int before = tokens.previous().getType();
        int after = tokens.peek(0).getType();
        return isName(token) && (before == SqlLexer.LPAREN || before == SqlLexer.COMMA)
                && (after == SqlLexer.RPAREN || after == SqlLexer.COMMA);
    }

    private void scan(Predicate<Token> stop) {
        while (!isEnd(tokens.peek(0)) && !(depth == 0 && (isFormat() || stop.test(tokens.peek(0))))) {
            Token token = tokens.next();
            taken = true;
            if (selectList.isAwaited() && depth == 0 && tokens.previous().getType() == SqlLexer.RPAREN && WRITING.contains(word(token))) {
                notBuilt = Optional.of("WITH … " + word(token));
            }
            accept(token);
            followFrom(token);
            if (depth == 0 && brackets == 0) {
                selectList.follow(token);
            }
        }
        if (depth > 0) {
            throw unexpected(tokens.peek(0), List.of("`)`"));
        }
    }

    private OptionalLong limit() {
        if (!isLimit()) {
            return OptionalLong.empty();
        }
        tokens.next();
        Token number = tokens.next();
        if (number.getType() != SqlLexer.INTEGER) {
            throw unexpected(number, List.of("<LiteralInteger>"));
        }
        BigInteger limit = Literals.unsignedInteger(number.getText()).orElseThrow(() -> report.at(number, Literals.OVERFLOW, begun));
        return OptionalLong.of(limit.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact());
    }

    /** {@code FORMAT name} and the closing semicolon, then nothing. */
    private void end() {
        if (isFormat()) {
            tokens.next();
            tokens.next();
        }
        while (tokens.peek(0).getType() == SqlLexer.SEMICOLON) {
            tokens.next();
        }
        if (tokens.peek(0).getType() != Token.EOF) {
            throw unexpected(tokens.peek(0), List.of("end of input"));
        }
    }

    private boolean isFormat() {
        return tokens.peek(0).getType() == SqlLexer.FORMAT && tokens.current().getType() != SqlLexer.DOT
                && isName(tokens.peek(1)) && isEnd(tokens.peek(2));
    }

    private boolean isLimit() {
        return tokens.peek(0).getType() == SqlLexer.LIMIT;
    }

    private void accept(Token token) {
        Optional<String> path = variantPath.read(tokens, brackets > 0);
        if (path.isPresent()) {
            replace(token.getStartIndex(), new QueryPart.Text(path.get()));
            return;
        }
        switch (token.getType()) {
            case SqlLexer.UNRECOGNIZED, SqlLexer.UNTERMINATED -> throw unexpected(token, List.of());
            case SqlLexer.AT_STRING -> {
                if (!isTablePlace()) {
                    throw unexpected(token, List.of());
                }
                stagedFiles(token, AtString.decode(token.getText()));
            }
            case SqlLexer.VARIABLE -> position(token);
            case SqlLexer.STRING, SqlLexer.RAW_STRING -> string(token);
            case SqlLexer.QUOTED_NAME -> quotedName(token);
            case SqlLexer.LPAREN -> {
                boolean tables = isTablePlace();
                depth++;
                inFrom.set(depth, tables);
                inSelect.clear(depth);
            }
            case SqlLexer.RPAREN -> {
                if (depth == 0) {
                    throw unexpected(token, List.of("end of input"));
                }
                depth--;
            }
            case SqlLexer.INTEGER -> integer(token);
            default -> {
                if (isName(token)) {
                    identifier(token);
                } else {
                    followBrackets(token);
                }
            }
        }
    }

    /** A comma inside a list or a struct separates no items of the select list. */
    private void followBrackets(Token token) {
        switch (token.getText()) {
            case "[", "{" -> brackets++;
            case "]", "}" -> brackets = Math.max(0, brackets - 1);
            default -> {}
        }
    }

    private void followFrom(Token token) {
        if (token.getType() == SqlLexer.FROM && !isClause()) {
            noClause = token;
        } else if (token.getType() == SqlLexer.FROM || token.getType() == SqlLexer.JOIN) {
            inFrom.set(depth);
            inSelect.set(depth);
        } else if (token.getType() == SqlLexer.SELECT || word(token).equals("VALUES") || TokenWindow.isClause(token)) {
            inFrom.clear(depth);
            inSelect.set(depth);
        } else if (token.getType() == SqlLexer.WITH) {
            inSelect.set(depth);
        }
    }

    /** Whether the current token, FROM, begins a clause: not in {@code a IS DISTINCT FROM b} and {@code trim(a FROM b)}. */
    private boolean isClause() {
        Token before = tokens.previous();
        if (before.getType() == SqlLexer.DISTINCT) {
            boolean negated = tokens.beforePrevious().getType() == SqlLexer.NOT;
            return !negated && !word(tokens.beforePrevious()).equals("IS");
        }
        return depth == 0 || before.getType() == SqlLexer.LPAREN || inSelect.get(depth);
    }

    /** Whether the current token, if it is a name, is a table's. */
    private boolean isTablePlace() {
        if (tokens.current() == firstSource) {
            return true;
        }
        Token before = tokens.previous();
        return switch (before.getType()) {
            case SqlLexer.FROM -> before != noClause;
            case SqlLexer.JOIN -> true;
            case SqlLexer.COMMA, SqlLexer.LPAREN -> inFrom.get(depth);
            default -> word(before).equals("TABLE");
        };
    }

    private void integer(Token token) {
        if (!selectList.isAtItem() || depth > 0 || brackets > 0) {
            return;
        }
        Token after = tokens.peek(0);
        boolean aliased = after.getType() == SqlLexer.AS || (isName(after) && endsItem(tokens.peek(1)));
        Optional<BigInteger> value = Literals.unsignedInteger(token.getText());
        if (value.isPresent() && (aliased || endsItem(after))) {
            replace(token.getStartIndex(), new QueryPart.SelectedInteger(value.get(), aliased));
        }
    }

    private static boolean endsItem(Token token) {
        return isEnd(token) || TokenWindow.isClause(token) || token.getType() == SqlLexer.COMMA || token.getType() == SqlLexer.FORMAT;
    }

    private void string(Token token) {
        String value = report.string(token, begun);
        if (isTablePlace() && value.startsWith("@")) {
            stagedFiles(token, value);
            return;
        }
        if (isTablePlace() && value.contains("://")) {
            replace(token.getStartIndex(), StagedFilesReader.readUrl(url(token, value), tokens, report, begun));
            return;
        }
        boolean pattern = value.indexOf('\\') >= 0 && isLike(tokens.previous()) && !word(tokens.peek(0)).equals("ESCAPE");
        if (pattern || (token.getType() == SqlLexer.STRING && token.getText().indexOf('\\') >= 0)) {
            replace(token.getStartIndex(), new QueryPart.Text(Literals.standardString(value) + (pattern ? " ESCAPE '\\'" : "")));
        }
    }

    private String url(Token token, String written) {
        try {
            return UrlSyntax.parse(written);
        } catch (UrlSyntax.MalformedUrl malformed) {
            throw report.at(token, malformed.getMessage(), begun);
        }
    }

    private void stagedFiles(Token token, String location) {
        replace(token.getStartIndex(), StagedFilesReader.read(StagePath.parse(location), tokens, report, begun));
    }

    /** {@code $1}; other names after a dollar sign are variables, of which there are none. */
    private void position(Token token) {
        String digits = token.getText().substring(1);
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return;
        }
        int position = digits.length() > MAX_POSITION_DIGITS ? 0 : Integer.parseInt(digits);
        if (position < 1 || position > QueryPart.ColumnPosition.MAX_POSITION) {
            throw report.at(
                    token, "a column position is a number from 1 to " + QueryPart.ColumnPosition.MAX_POSITION, begun);
        }
        replace(token.getStartIndex(), new QueryPart.ColumnPosition(position));
    }

    /** In Databend a backslash in a pattern takes the next character literally; the query engine must be told so. */
    private static boolean isLike(Token token) {
        return token.getType() == SqlLexer.LIKE || word(token).equals("ILIKE");
    }

    private void quotedName(Token token) {
        String text = token.getText();
        if (systemTable(token) || table(token) || tableQualifier(token) || text.charAt(0) == '"') {
            return;
        }
        String name = "\"" + Literals.name(text).replace("\"", "\"\"") + "\"";
        replace(token.getStartIndex(), new QueryPart.Text(name));
    }

    private void identifier(Token token) {
        if (isRegexpOperator(token)) {
            replace(token.getStartIndex(), new QueryPart.RegexpOperator());
            return;
        }
        boolean call = tokens.peek(0).getType() == SqlLexer.LPAREN;
        if (tokens.previous().getType() == SqlLexer.DOT || !call) {
            bareName(token);
            return;
        }
        String name = token.getText().toLowerCase(Locale.ROOT);
        if (SESSION_FUNCTIONS.contains(name) && tokens.peek(1).getType() == SqlLexer.RPAREN) {
            tokens.next();
            tokens.next();
            replace(token.getStartIndex(), new QueryPart.SessionFunction(name));
        } else if (name.equals("list_stage") || FILE_FUNCTIONS.contains(name) && isTablePlace()) {
            tableFunction(token, name);
        } else if (ACCOUNT_FUNCTIONS.contains(name) && isTablePlace()) {
            replace(token.getStartIndex(), new TableFunctionReader(tokens, report, begun).account(name));
        }
    }

    /** Between two operands: {@code regexp(…)} is a function, and a name alone is a column or an alias. */
    private boolean isRegexpOperator(Token token) {
        if (!REGEXP_OPERATORS.contains(word(token)) || endsItem(tokens.peek(0)) || tokens.peek(0).getType() == SqlLexer.RPAREN) {
            return false;
        }
        boolean negated = tokens.previous().getType() == SqlLexer.NOT;
        return endsOperand(negated ? tokens.beforePrevious() : tokens.previous());
    }

    private static boolean endsOperand(Token token) {
        return switch (token.getType()) {
            case SqlLexer.STRING, SqlLexer.RAW_STRING, SqlLexer.INTEGER, SqlLexer.RPAREN, SqlLexer.NULL, SqlLexer.TRUE, SqlLexer.FALSE ->
                true;
            default -> token.getText().equals("]") || word(token).equals("END") || isName(token) && !BEFORE_OPERAND.contains(word(token));
        };
    }

    private boolean fileMetadata(Token token) {
        Optional<QueryPart.FileMetadata> column = METADATA.stream()
                .filter(each -> each.label().equalsIgnoreCase(token.getText()))
                .findFirst();
        column.ifPresent(each -> replace(token.getStartIndex(), each));
        return column.isPresent();
    }

    private void bareName(Token token) {
        if (fileMetadata(token)) {
            return;
        }
        if (tokens.previous().getType() != SqlLexer.DOT && (systemTable(token) || table(token))) {
            return;
        }
        if (isTimeZone(token) || tableQualifier(token)) {
            return;
        }
        if (QuotedWords.NAMES.contains(word(token))) {
            replace(token.getStartIndex(), new QueryPart.Text('"' + token.getText() + '"'));
        } else if (tokens.previous().getType() != SqlLexer.DOT) {
            alias(token);
        }
    }

    /** {@code moment AT TIME ZONE 'UTC'} */
    private boolean isTimeZone(Token token) {
        return word(token).equals("AT") && word(tokens.peek(0)).equals("TIME") && word(tokens.peek(1)).equals("ZONE");
    }

    /** {@code [default.]system.name} and the like, where a table's name stands. */
    private boolean systemTable(Token token) {
        if (!isTablePlace() || !isDotAndName(0)) {
            return false;
        }
        boolean catalog = isNamed(token, TableName.CATALOG) && isDotAndName(2);
        String database = lowerCase(catalog ? tokens.peek(1) : token);
        if (!SYSTEM_DATABASES.contains(database)) {
            return false;
        }
        for (int i = catalog ? 4 : 2; i > 0; i--) {
            tokens.next();
        }
        replace(token.getStartIndex(), new QueryPart.SystemTable(database, lowerCase(tokens.current())));
        return true;
    }

    /** {@code [default.][database.]name} and the moment of which its rows are asked, where a table's name stands. */
    private boolean table(Token token) {
        if (constant || !isTablePlace() || brackets > 0) {
            return false;
        }
        Optional<QueryPart.TableRef> table = new TableRefReader(sql, tokens, report, begun).read();
        table.ifPresent(found -> replace(token.getStartIndex(), found));
        return table.isPresent();
    }

    /** The first two names of {@code d.t.a} and {@code d.t.*}. */
    private boolean tableQualifier(Token token) {
        Token third = tokens.peek(3);
        boolean three = isDotAndName(0) && tokens.peek(2).getType() == SqlLexer.DOT && (isName(third) || third.getText().equals("*"));
        int behind = tokens.peek(4).getType();
        Token before = tokens.previous();
        boolean inner = before.getType() == SqlLexer.DOT || before.getText().equals(":");
        if (constant || !three || inner || behind == SqlLexer.DOT || behind == SqlLexer.LPAREN) {
            return false;
        }
        tokens.next();
        Token table = tokens.next();
        replace(
                token.getStartIndex(),
                new QueryPart.TableQualifier(
                        Literals.foldedName(token.getText()),
                        Literals.foldedName(table.getText()),
                        TableRefReader.shown(token) + "." + TableRefReader.shown(table)));
        return true;
    }

    private static String lowerCase(Token name) {
        return Literals.name(name.getText()).toLowerCase(Locale.ROOT);
    }

    /** {@code TRY_CAST(NULL AS int) PRECISION}: an alias without AS. */
    private void alias(Token token) {
        boolean ends = depth == 0 && tokens.previous().getType() == SqlLexer.RPAREN && endsItem(tokens.peek(0));
        if (ends && selectList.isInItem() && QuotedWords.ALIASES.contains(word(token))) {
            replace(token.getStartIndex(), new QueryPart.Text('"' + token.getText() + '"'));
        }
    }

    private static boolean isNamed(Token token, String name) {
        return Literals.name(token.getText()).equalsIgnoreCase(name);
    }

    private boolean isDotAndName(int offset) {
        return tokens.peek(offset).getType() == SqlLexer.DOT && isName(tokens.peek(offset + 1));
    }

    private void tableFunction(Token function, String name) {
        var reader = new TableFunctionReader(tokens, report, begun);
        switch (name) {
            case "list_stage" -> replace(function.getStartIndex(), reader.listStage());
            case "inspect_parquet" -> replace(function.getStartIndex(), reader.inspectParquet());
            default -> replace(function.getStartIndex(), reader.inferSchema());
        }
    }

    /** Puts a part in the place of the text from {@code start} to the end of the current token. */
    private void replace(int start, QueryPart part) {
        copyUntil(start);
        add(part);
        copied = tokens.end();
    }

    private void copyUntil(int end) {
        if (end > copied && merging != null) {
            merging.append(sql, copied, end);
            mergedChars += end - copied;
        } else if (end > copied) {
            parts.add(new QueryPart.Text(sql.substring(copied, end)));
        }
        copied = Math.max(copied, end);
    }

    private void add(QueryPart part) {
        if (merging != null && part instanceof QueryPart.Text(String text)) {
            merging.append(text);
            mergedChars += text.length();
            return;
        }
        flush();
        boolean counts = !(part instanceof QueryPart.DefaultValue);
        if (counts && (merging == null ? parts.size() : others++) >= MAX_PARTS) {
            throw report.at(tokens.current(), "the query has too many literals and calls that need a look of their own", begun);
        }
        parts.add(part);
    }

    private void flush() {
        if (merging != null && !merging.isEmpty()) {
            parts.add(new QueryPart.Text(merging.toString()));
            merging.setLength(0);
        }
    }

    private SqlSyntaxException unexpected(Token token, List<String> expected) {
        return report.unexpected(token, expected, begun);
    }
}
