package dev.stagedoor.sql;

import static dev.stagedoor.sql.TokenWindow.word;

import dev.stagedoor.sql.CopyOptions.ColumnMatch;
import dev.stagedoor.sql.CopyOptions.OnError;
import dev.stagedoor.sql.CopyOptions.SchemaEvolution;
import dev.stagedoor.sql.TableStatement.CopyIntoLocation;
import dev.stagedoor.sql.TableStatement.CopyIntoTable;
import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.antlr.v4.runtime.Token;

/** Reads COPY INTO from behind the word INTO. */
final class CopyReader {
    private static final String OUTPUT_HEADER = "OUTPUT_HEADER";

    private static final String ON_ERROR =
            "OnError must one of {{ CONTINUE | SKIP_FILE | SKIP_FILE_<num> | ABORT | ABORT_<num> }}";

    private static final String COLUMN_MATCH = "ColumnMatchMode must be one of {{ CASE_SENSITIVE | CASE_INSENSITIVE | POSITION }}";

    private final StatementTokens tokens;

    CopyReader(StatementTokens tokens) {
        this.tokens = tokens;
    }

    TableStatement read() {
        boolean location = tokens.isNext(SqlLexer.AT_STRING) || tokens.isNext(SqlLexer.STRING) || tokens.isNext(SqlLexer.RAW_STRING);
        return location ? unload() : load();
    }

    CopyIntoTable load() {
        TableName table = tokens.table();
        List<String> columns = tokens.nameList();
        tokens.expect("FROM");
        CopyIntoTable.Source source = tokens.accept(SqlLexer.LPAREN) ? selected() : new CopyIntoTable.Files(source());
        CopyOptions options = new Load().read();
        tokens.end();
        return new CopyIntoTable(table, columns, source, options);
    }

    /** Behind the connection of a URL there may be a comma. */
    private FileLocation source() {
        FileLocation location = tokens.location();
        if (location instanceof UriLocation uri && !uri.connection().isEmpty()) {
            tokens.accept(SqlLexer.COMMA);
        }
        return location;
    }

    private CopyIntoTable.Source selected() {
        tokens.expect("SELECT");
        Token first = tokens.next();
        List<QueryPart> targets = tokens.scanner(false).parts(
                token -> TokenWindow.isEnd(token) || TokenWindow.isClause(token) || token.getType() == SqlLexer.RPAREN);
        if (targets.isEmpty()) {
            throw tokens.report().unexpected(first, List.of("<expr>"), tokens.begun());
        }
        tokens.expect("FROM");
        FileLocation location = source();
        boolean aliased = tokens.accept("AS");
        Optional<String> alias = aliased || !tokens.isNext(SqlLexer.RPAREN) ? Optional.of(tokens.name()) : Optional.empty();
        tokens.expect(SqlLexer.RPAREN);
        return new CopyIntoTable.Selected(targets, location, alias);
    }

    private CopyIntoLocation unload() {
        FileLocation location = source();
        tokens.expect("FROM");
        CopyIntoLocation.Source source;
        if (tokens.accept(SqlLexer.LPAREN)) {
            source = new CopyIntoLocation.Query(tokens.query());
            tokens.expect(SqlLexer.RPAREN);
        } else {
            source = new CopyIntoLocation.Table(tokens.table());
        }
        UnloadOptions options = new Unload(location).read();
        tokens.end();
        return new CopyIntoLocation(location, source, options);
    }

    /** The options of a load, in any order; of one given twice the last counts. */
    private final class Load {
        private List<String> files = List.of();
        private Optional<String> pattern = Optional.empty();
        private Optional<FormatClause> fileFormat = Optional.empty();
        private boolean purge;
        private boolean force;
        private OnError onError = OnError.ABORT;
        private long maxFiles;
        private boolean disableVariantCheck;
        private boolean returnFailedOnly;
        private Optional<ColumnMatch> columnMatch = Optional.empty();
        private Optional<SchemaEvolution> schemaEvolution = Optional.empty();

        CopyOptions read() {
            while (one()) {
                // One after the other.
            }
            return new CopyOptions(
                    files, pattern, fileFormat, purge, force, onError, maxFiles, disableVariantCheck, returnFailedOnly, columnMatch,
                    schemaEvolution);
        }

        private boolean one() {
            if (tokens.accept("FILES")) {
                files = files();
            } else if (tokens.accept("PATTERN")) {
                tokens.expect(SqlLexer.EQ);
                pattern = Optional.of(tokens.string());
            } else if (tokens.accept("FILE_FORMAT")) {
                fileFormat = Optional.of(new FormatClauseReader(tokens).read());
            } else if (tokens.accept("SIZE_LIMIT") || tokens.accept("SPLIT_SIZE")) {
                number();
            } else if (tokens.accept("MAX_FILES")) {
                maxFiles = maxFiles(number());
            } else if (tokens.accept("PURGE")) {
                purge = flag();
            } else if (tokens.accept("FORCE")) {
                force = flag();
            } else {
                return oneMore();
            }
            return true;
        }

        private boolean oneMore() {
            if (tokens.accept("DISABLE_VARIANT_CHECK")) {
                disableVariantCheck = flag();
            } else if (tokens.accept("RETURN_FAILED_ONLY")) {
                returnFailedOnly = flag();
            } else if (tokens.accept("ON_ERROR")) {
                onError = onError(word(ON_ERROR));
            } else if (tokens.accept("COLUMN_MATCH_MODE")) {
                columnMatch = Optional.of(columnMatch(word(COLUMN_MATCH)));
            } else if (tokens.accept("SCHEMA_EVOLUTION")) {
                schemaEvolution = Optional.of(schemaEvolution());
            } else {
                return false;
            }
            return true;
        }

        private List<String> files() {
            tokens.expect(SqlLexer.EQ);
            tokens.expect(SqlLexer.LPAREN);
            return tokens.list(tokens::string);
        }

        private static long maxFiles(long files) {
            if (files > CopyOptions.MAX_MAX_FILES) {
                throw new OptionException("max_files " + files + " is too large, max_files should be less than "
                        + CopyOptions.MAX_MAX_FILES);
            }
            return files;
        }

        private OnError onError(String word) {
            return switch (word) {
                case "CONTINUE" -> new OnError(OnError.Mode.CONTINUE, 1);
                case "SKIP_FILE" -> new OnError(OnError.Mode.SKIP_FILE, 1);
                case "ABORT" -> OnError.ABORT;
                default ->
                    word.startsWith("SKIP_FILE_")
                            ? new OnError(OnError.Mode.SKIP_FILE, errors(word.substring("SKIP_FILE_".length())))
                            : new OnError(OnError.Mode.ABORT, errors(word.startsWith("ABORT_") ? word.substring("ABORT_".length()) : ""));
            };
        }

        private long errors(String digits) {
            boolean number = !digits.isEmpty() && digits.length() <= MAX_ERROR_DIGITS && digits.chars().allMatch(c -> c >= '0' && c <= '9');
            long errors = number ? Long.parseLong(digits) : 0;
            if (errors == 0) {
                throw tokens.error(ON_ERROR);
            }
            return errors;
        }

        private ColumnMatch columnMatch(String word) {
            for (ColumnMatch match : ColumnMatch.values()) {
                if (match.name().equals(word)) {
                    return match;
                }
            }
            throw tokens.error(COLUMN_MATCH);
        }

        private SchemaEvolution schemaEvolution() {
            tokens.expect(SqlLexer.EQ);
            tokens.expect(SqlLexer.LPAREN);
            OptionalLong files = OptionalLong.empty();
            OptionalLong perFile = OptionalLong.empty();
            OptionalLong total = OptionalLong.empty();
            while (!tokens.accept(SqlLexer.RPAREN)) {
                if (tokens.accept("SAMPLE_FILES")) {
                    files = sample();
                } else if (tokens.accept("SAMPLE_RECORDS_PER_FILE")) {
                    perFile = sample();
                } else {
                    tokens.expect("SAMPLE_TOTAL_RECORDS");
                    total = sample();
                }
                tokens.accept(SqlLexer.COMMA);
            }
            return new SchemaEvolution(files, perFile, total);
        }

        private OptionalLong sample() {
            tokens.expect(SqlLexer.EQ);
            return tokens.accept("AUTO") ? OptionalLong.empty() : OptionalLong.of(tokens.number());
        }
    }

    /** More digits are no number of errors. */
    private static final int MAX_ERROR_DIGITS = 18;

    /** The options of an unload, in any order; of one given twice the last counts. */
    private final class Unload {
        private final FileLocation location;
        private Optional<FormatClause> fileFormat = Optional.empty();
        private boolean single;
        private long maxFileSize;
        private boolean detailedOutput;
        private Optional<Boolean> useRawPath = Optional.empty();
        private Optional<Boolean> outputHeader = Optional.empty();
        private Optional<Boolean> includeQueryId = Optional.empty();
        private boolean overwrite;
        private Optional<List<QueryPart>> partitionBy = Optional.empty();

        Unload(FileLocation location) {
            this.location = location;
        }

        UnloadOptions read() {
            if (tokens.accept("PARTITION")) {
                partitionBy = Optional.of(partitionBy());
            }
            while (one()) {
                // One after the other.
            }
            boolean raw = useRawPath.orElse(false);
            checkName(raw);
            if (overwrite && !(single && raw)) {
                throw new OptionException("overwrite=true can only be set when single=true and use_raw_path=true for now");
            }
            return new UnloadOptions(
                    format(), single, maxFileSize, detailedOutput, raw, !raw && includeQueryId.orElse(true), overwrite, partitionBy);
        }

        private List<QueryPart> partitionBy() {
            tokens.expect("BY");
            tokens.expect(SqlLexer.LPAREN);
            Token first = tokens.next();
            List<QueryPart> parts =
                    tokens.scanner(false).parts(token -> TokenWindow.isEnd(token) || token.getType() == SqlLexer.RPAREN);
            if (parts.isEmpty()) {
                throw tokens.report().unexpected(first, List.of("<expr>"), tokens.begun());
            }
            tokens.expect(SqlLexer.RPAREN);
            return parts;
        }

        private boolean one() {
            if (tokens.accept("FILE_FORMAT")) {
                fileFormat = Optional.of(new FormatClauseReader(tokens).read());
            } else if (tokens.accept("SINGLE")) {
                single = flag();
            } else if (tokens.accept("DETAILED_OUTPUT")) {
                detailedOutput = flag();
            } else if (tokens.accept("USE_RAW_PATH")) {
                useRawPath = Optional.of(flag());
            } else if (tokens.accept("INCLUDE_QUERY_ID")) {
                includeQueryId = Optional.of(flag());
            } else if (tokens.accept("OVERWRITE")) {
                overwrite = flag();
            } else if (tokens.accept("MAX_FILE_SIZE")) {
                maxFileSize = number();
            } else if (tokens.accept(OUTPUT_HEADER)) {
                outputHeader = Optional.of(flag());
            } else {
                return false;
            }
            return true;
        }

        /** An option of the format that users write beside it too. */
        private Optional<FormatClause> format() {
            if (outputHeader.isEmpty()) {
                return fileFormat;
            }
            FormatClause written = fileFormat.orElseThrow(
                    () -> new OptionException("OUTPUT_HEADER is an option of a format: say FILE_FORMAT = (TYPE = CSV) as well"));
            Map<String, FormatClause.Value> options = new LinkedHashMap<>(written.options());
            options.put(OUTPUT_HEADER, new FormatClause.Value.Flag(outputHeader.get()));
            return Optional.of(new FormatClause(options));
        }

        /** In Databend's words. */
        private void checkName(boolean raw) {
            boolean withoutId = includeQueryId.equals(Optional.of(false));
            if (partitionBy.isPresent() && (single || overwrite)) {
                throw new OptionException("PARTITION BY cannot be used together with " + (single ? "SINGLE" : "OVERWRITE") + "=TRUE");
            }
            if (partitionBy.isPresent() && (withoutId || raw)) {
                throw new OptionException("PARTITION BY requires INCLUDE_QUERY_ID=TRUE");
            }
            if (raw && !single) {
                throw new OptionException("use_raw_path=true can only be set when single=true");
            }
            if (withoutId && !raw) {
                throw new OptionException(
                        useRawPath.isPresent()
                                ? "conflict copy_options: include_query_id=false and use_raw_path=false"
                                : "include_query_id=false can only be set when use_raw_path=true");
            }
            if (raw && isDirectory()) {
                throw new LocationException("when use_raw_path is set to true, url path can not end with '/'");
            }
        }

        private boolean isDirectory() {
            return switch (location) {
                case StagePath(String _, String path) -> path.isEmpty() || path.endsWith("/");
                case UriLocation uri -> uri.url().endsWith("/");
            };
        }
    }

    private boolean flag() {
        tokens.expect(SqlLexer.EQ);
        return tokens.flag();
    }

    private long number() {
        tokens.expect(SqlLexer.EQ);
        return tokens.number();
    }

    /** A word, or a string that holds one; upper case. @param problem what is said of anything else */
    private String word(String problem) {
        tokens.expect(SqlLexer.EQ);
        if (tokens.isNext(SqlLexer.STRING)) {
            return tokens.string().toUpperCase(Locale.ROOT);
        }
        Token value = tokens.window().next();
        if (!TokenWindow.isWord(value)) {
            throw tokens.report().at(value, problem, tokens.begun());
        }
        return TokenWindow.word(value);
    }
}
