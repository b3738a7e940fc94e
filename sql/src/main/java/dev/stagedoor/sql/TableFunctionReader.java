package dev.stagedoor.sql;

import dev.stagedoor.sql.QueryPart.AccountFunction;
import dev.stagedoor.sql.QueryPart.InferSchema;
import dev.stagedoor.sql.QueryPart.InspectParquet;
import dev.stagedoor.sql.QueryPart.ListStage;
import dev.stagedoor.sql.QueryPart.StagedFiles;
import dev.stagedoor.sql.SyntaxReport.Begun;
import dev.stagedoor.sql.grammar.SqlLexer;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/**
 * Reads the arguments of the functions that stand in a FROM clause: over files, and over users and roles. Each method reads on from the
 * function's name, which was taken last, to the closing parenthesis. It throws {@link SqlSyntaxException} for what is no argument, and
 * {@link LocationException} for an argument that the function does not have or take.
 */
final class TableFunctionReader {
    private static final List<String> LIST_STAGE = List.of("`LOCATION`", "`PATTERN`", "`CONNECTION_NAME`");

    private static final List<String> INFER_SCHEMA = List.of(
            "`LOCATION`", "`PATTERN`", "`FILE_FORMAT`", "`CONNECTION_NAME`", "`MAX_RECORDS_PER_FILE`", "`MAX_FILE_COUNT`");

    private static final Set<String> TEXTS = Set.of("location", "pattern", "file_format", ConnectionReader.NAME);

    private static final Set<String> NUMBERS = Set.of("max_records_per_file", "max_file_count");

    private final TokenWindow tokens;
    private final SyntaxReport report;
    private final @Nullable Begun begun;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();

    TableFunctionReader(TokenWindow tokens, SyntaxReport report, @Nullable Begun begun) {
        this.tokens = tokens;
        this.report = report;
        this.begun = begun;
    }

    /** {@code list_stage(location => '…' [, pattern => '…'] [, connection_name => '…'])}, the arguments in any order. */
    ListStage listStage() {
        named("list_stage", LIST_STAGE, Set.of("location", "pattern", ConnectionReader.NAME), Set.of());
        return new ListStage(files(location("list_stage")), text("pattern"));
    }

    InferSchema inferSchema() {
        named("infer_schema", INFER_SCHEMA, TEXTS, NUMBERS);
        var files = new StagedFiles(files(location("infer_schema")), List.of(), text("pattern"), text("file_format"));
        return new InferSchema(files, number("max_records_per_file"), number("max_file_count"));
    }

    /** {@code inspect_parquet('@s/p' [, connection_name => '…'])}. */
    InspectParquet inspectParquet() {
        tokens.next();
        String location = report.string(tokens.next(), begun);
        endArgument();
        arguments("inspect_parquet", List.of("`CONNECTION_NAME`"), Set.of(ConnectionReader.NAME), Set.of());
        return new InspectParquet(files(location));
    }

    /** A location of a stage, or a URL with the connection that was named. */
    private FileLocation files(String location) {
        Optional<String> connection = text(ConnectionReader.NAME);
        if (location.contains("://") && !location.startsWith("@")) {
            SortedMap<String, String> parameters = new TreeMap<>();
            connection.ifPresent(name -> parameters.put(ConnectionReader.NAME, name));
            try {
                return new UriLocation(UrlSyntax.parse(location), parameters);
            } catch (UrlSyntax.MalformedUrl malformed) {
                throw new LocationException(malformed.getMessage());
            }
        }
        if (connection.isPresent()) {
            throw new LocationException("a stage has its connection: connection_name belongs to a URL");
        }
        return StagePath.parse(location);
    }

    /** {@code show_grants('role', 'r')}: every argument is a string. */
    AccountFunction account(String function) {
        tokens.next();
        List<String> arguments = new ArrayList<>();
        while (tokens.peek(0).getType() != SqlLexer.RPAREN) {
            arguments.add(report.string(tokens.next(), begun));
            endArgument();
        }
        tokens.next();
        return new AccountFunction(function, arguments);
    }

    private void named(String function, List<String> expected, Set<String> ofText, Set<String> ofNumber) {
        tokens.next();
        arguments(function, expected, ofText, ofNumber);
    }

    /** Reads on from the opening parenthesis, or from an argument behind it. */
    private void arguments(String function, List<String> expected, Set<String> ofText, Set<String> ofNumber) {
        while (tokens.peek(0).getType() != SqlLexer.RPAREN) {
            String parameter = parameter(expected);
            if (ofNumber.contains(parameter)) {
                numbers.put(parameter, count(parameter, tokens.next()));
            } else if (ofText.contains(parameter)) {
                texts.put(parameter, report.string(tokens.next(), begun));
            } else {
                throw new LocationException("unknown param " + parameter + " for " + function);
            }
            endArgument();
        }
        tokens.next();
    }

    private void endArgument() {
        Token after = tokens.peek(0);
        if (after.getType() == SqlLexer.COMMA) {
            tokens.next();
        } else if (after.getType() != SqlLexer.RPAREN) {
            throw report.unexpected(after, List.of("`,`", "`)`"), begun);
        }
    }

    private String parameter(List<String> expected) {
        Token name = tokens.next();
        if (!TokenWindow.isWord(name)) {
            throw report.unexpected(name, expected, begun);
        }
        Token arrow = tokens.next();
        if (arrow.getType() != SqlLexer.ARROW) {
            throw report.unexpected(arrow, List.of("`=>`"), begun);
        }
        return report.shown(name).toLowerCase(Locale.ROOT);
    }

    private long count(String parameter, Token token) {
        if (token.getType() != SqlLexer.INTEGER) {
            throw report.unexpected(token, List.of("<LiteralInteger>"), begun);
        }
        BigInteger value = Literals.unsignedInteger(token.getText()).orElseThrow(() -> report.at(token, Literals.OVERFLOW, begun));
        if (value.signum() == 0) {
            throw new LocationException(parameter + " is a number from 1 on");
        }
        return value.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
    }

    private String location(String function) {
        return text("location").orElseThrow(() -> new LocationException(function + " must specify location"));
    }

    private Optional<String> text(String parameter) {
        return Optional.ofNullable(texts.get(parameter));
    }

    private OptionalLong number(String parameter) {
        Long number = numbers.get(parameter);
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }
}
