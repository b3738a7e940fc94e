package dev.stagedoor.sql;

import static dev.stagedoor.sql.TokenWindow.word;

import dev.stagedoor.sql.SyntaxReport.Begun;
import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/**
 * Reads the options that follow a location in a FROM clause: {@code (FILES => ('a.csv'), PATTERN => '…' FILE_FORMAT => 'csv')}. Behind a
 * URL {@code CONNECTION} may stand among them, with parameters or with the name of a connection.
 */
final class StagedFilesReader {
    private static final List<String> OPTIONS =
            List.of("`FILES`", "`PATTERN`", "`FILE_FORMAT`", "`CASE_SENSITIVE`", "`CONNECTION`");

    private final TokenWindow tokens;
    private final SyntaxReport report;
    private final @Nullable Begun begun;
    private final List<String> files = new ArrayList<>();
    private Optional<String> pattern = Optional.empty();
    private Optional<String> fileFormat = Optional.empty();
    private Optional<Token> connection = Optional.empty();
    private SortedMap<String, String> parameters = new TreeMap<>();

    private StagedFilesReader(TokenWindow tokens, SyntaxReport report, @Nullable Begun begun) {
        this.tokens = tokens;
        this.report = report;
        this.begun = begun;
    }

    /**
     * Reads on from the location, which was taken last, to the end of its options, if it has any.
     *
     * @throws SqlSyntaxException for what is no option
     */
    static QueryPart.StagedFiles read(StagePath location, TokenWindow tokens, SyntaxReport report, @Nullable Begun begun) {
        StagedFilesReader reader = new StagedFilesReader(tokens, report, begun);
        reader.options();
        if (reader.connection.isPresent()) {
            throw report.at(reader.connection.get(), "a stage has its connection: CONNECTION belongs to a URL", begun);
        }
        return reader.files(location);
    }

    /**
     * As {@link #read}, from a URL on.
     *
     * @param url as {@link UrlSyntax#parse} gives it
     */
    static QueryPart.StagedFiles readUrl(String url, TokenWindow tokens, SyntaxReport report, @Nullable Begun begun) {
        StagedFilesReader reader = new StagedFilesReader(tokens, report, begun);
        Token after = tokens.peek(0);
        if (after.getType() == SqlLexer.CONNECTION && tokens.peek(1).getType() == SqlLexer.EQ) {
            throw report.at(after, "behind a URL in FROM the connection stands in parentheses: (CONNECTION => (…))", begun);
        }
        reader.options();
        return reader.files(new UriLocation(url, reader.parameters));
    }

    private QueryPart.StagedFiles files(FileLocation location) {
        return new QueryPart.StagedFiles(location, files, pattern, fileFormat);
    }

    private void options() {
        if (tokens.peek(0).getType() != SqlLexer.LPAREN) {
            return;
        }
        tokens.next();
        Token option = tokens.next();
        while (option.getType() != SqlLexer.RPAREN) {
            arrow(word(option));
            switch (word(option)) {
                case "FILES" -> files();
                case "PATTERN" -> pattern = Optional.of(text(tokens.next()));
                case "FILE_FORMAT" -> fileFormat = Optional.of(text(tokens.next()));
                case "CASE_SENSITIVE" -> flag(tokens.next());
                case "CONNECTION" -> {
                    connection = Optional.of(option);
                    parameters = new ConnectionReader(tokens, report, begun).read();
                }
                default -> throw unexpected(option, OPTIONS);
            }
            option = tokens.next();
            if (option.getType() == SqlLexer.COMMA) {
                option = tokens.next();
            }
        }
    }

    /** Databend takes {@code CASE_SENSITIVE = TRUE} and {@code FILES => …}; both signs are taken for both. */
    private void arrow(String option) {
        int type = tokens.peek(0).getType();
        if (!option.isEmpty() && (type == SqlLexer.ARROW || type == SqlLexer.EQ)) {
            tokens.next();
        } else if (!option.isEmpty()) {
            throw unexpected(tokens.next(), List.of("`=>`"));
        }
    }

    private void files() {
        Token token = tokens.next();
        if (token.getType() != SqlLexer.LPAREN) {
            throw unexpected(token, List.of("`(`"));
        }
        token = tokens.next();
        while (token.getType() != SqlLexer.RPAREN) {
            if (files.size() == QueryPart.StagedFiles.MAX_FILES) {
                throw report.at(token, "FILES names at most " + QueryPart.StagedFiles.MAX_FILES + " files", begun);
            }
            files.add(text(token));
            token = tokens.next();
            if (token.getType() == SqlLexer.COMMA) {
                token = tokens.next();
            }
        }
    }

    /** Accepted and without effect, as in Databend: names of columns are compared without regard to case. */
    private void flag(Token token) {
        if (token.getType() != SqlLexer.TRUE && token.getType() != SqlLexer.FALSE) {
            throw unexpected(token, List.of("`TRUE`", "`FALSE`"));
        }
    }

    private String text(Token token) {
        return report.string(token, begun);
    }

    private SqlSyntaxException unexpected(Token token, List<String> expected) {
        return report.unexpected(token, expected, begun);
    }
}
