package dev.stagedoor.cli.shell;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can be said to the shell itself; everything else is SQL. */
enum ShellCommand {
    HELP(List.of("help", "\\?", "\\h", "?")),
    EXIT(List.of("exit", "quit", "\\q"));

    static final String HELP_TEXT = """
            Statements end with a semicolon and may span lines. Examples:
              CREATE STAGE s;                          make an internal stage
              SHOW STAGES;                             the stages there are
              PRESIGN UPLOAD @s/data.parquet;          a URL for curl -X PUT -T data.parquet "<url>"
              PRESIGN @s/data.parquet;                 a URL to download it
              LIST @s;  LIST @~;                       files of a stage; of your own
              REMOVE @s/data.parquet;                  delete a file
              SELECT name, size FROM list_stage(location => '@s') ORDER BY size DESC;
            Tab completes keywords and stages, Ctrl-C cancels a running statement, the arrows walk the history.
            help or \\? shows this; exit, \\q or Ctrl-D leaves.""";

    private final List<String> spellings;

    ShellCommand(List<String> spellings) {
        this.spellings = spellings;
    }

    /** @return the command a line is, with or without a semicolon */
    static Optional<ShellCommand> of(String line) {
        String text = line.strip().toLowerCase(Locale.ROOT);
        String bare = text.endsWith(";") ? text.substring(0, text.length() - 1).strip() : text;
        return Arrays.stream(values()).filter(command -> command.spellings.contains(bare)).findFirst();
    }

    static List<String> words() {
        return List.of("help", "exit");
    }
}
