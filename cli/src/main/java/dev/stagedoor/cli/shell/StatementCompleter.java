package dev.stagedoor.cli.shell;

import dev.stagedoor.sql.StatementParser;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/**
 * Completes keywords in the case the user types, stage names behind an {@code @}, and the names of tables where a statement names one.
 * Stages and tables are asked for only where one may stand, because the server is asked each time.
 */
final class StatementCompleter implements Completer {
    /** Statements that are followed by the name of a stage without {@code @}. */
    private static final List<String> BEFORE_STAGE = List.of("stage", "stage if exists");

    /** Words that are followed by the name of a table. */
    private static final Set<String> BEFORE_TABLE = Set.of("from", "join", "into", "desc", "describe", "table", "like");

    private final Supplier<List<String>> stages;
    private final Supplier<List<String>> tables;

    /**
     * @param stages the names of all stages
     * @param tables the names of all tables, each with its database: {@code system.presigns}; those of the session's also without
     */
    StatementCompleter(Supplier<List<String>> stages, Supplier<List<String>> tables) {
        this.stages = stages;
        this.tables = tables;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String word = line.word().substring(0, line.wordCursor());
        if (word.startsWith("@")) {
            Stream.concat(Stream.of("~"), stages.get().stream()).forEach(stage -> candidates.add(candidate("@" + stage, false)));
            return;
        }
        String before = line.line().substring(0, line.cursor() - line.wordCursor()).strip().toLowerCase(Locale.ROOT);
        boolean creates = before.startsWith("create");
        if (!creates && BEFORE_STAGE.stream().anyMatch(before::endsWith)) {
            stages.get().forEach(stage -> candidates.add(candidate(stage, true)));
        }
        String last = lastWord(before);
        boolean newName = creates && last.equals("table");
        if (!newName && BEFORE_TABLE.contains(last)) {
            tables.get().forEach(table -> candidates.add(candidate(table, true)));
        }
        boolean lower = !word.isEmpty() && word.equals(word.toLowerCase(Locale.ROOT));
        StatementParser.keywords().forEach(keyword -> candidates.add(candidate(lower ? keyword.toLowerCase(Locale.ROOT) : keyword, true)));
        if (before.isEmpty()) {
            ShellCommand.words().forEach(command -> candidates.add(candidate(command, false)));
        }
    }

    private static String lastWord(String text) {
        int start = text.length();
        while (start > 0 && Character.isLetter(text.charAt(start - 1))) {
            start--;
        }
        return text.substring(start);
    }

    private static Candidate candidate(String text, boolean complete) {
        return new Candidate(text, text, null, null, null, null, complete);
    }
}
