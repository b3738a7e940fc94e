package dev.stagedoor.engine.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.QueryPart;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a statement does to the rows of a table, as queries over files of the table. */
sealed interface RowChange permits RowDeletion, RowUpdate, RowMerge {
    /** Functions that give another value each time. */
    Pattern VOLATILE = Pattern.compile("(?i)\\b(rand|random|uuid|uuidv4|uuidv7|gen_random_uuid)\\s*\\(");

    ChangedTable target();

    /** Everything of the statement that may read a table or a file. */
    List<QueryPart> reads();

    /**
     * Over all files: a row for each file with rows that change. It has the file's number, how many rows are updated, how many are deleted,
     * and the most changes that one row would get, as whole numbers. Empty when no row that is there can change.
     */
    Optional<List<QueryPart>> found();

    /** Over some files: their rows as they are to be, with the columns of the table. */
    List<QueryPart> kept();

    /** Over all files: the rows that are added, with the columns of the table. */
    Optional<List<QueryPart>> added();

    /** @throws StagedoorException 1002 when a condition, which several queries ask, may have another answer each time */
    static void requireRepeatable(List<QueryPart> condition, String statement) {
        boolean varies = condition.stream().anyMatch(part -> part instanceof QueryPart.Text(String text) && VOLATILE.matcher(text).find());
        if (varies) {
            throw new StagedoorException(
                    ErrorCode.UNIMPLEMENTED,
                    "a condition of " + statement + " with a random value is not supported by this version of Stagedoor: Spark can");
        }
    }
}
