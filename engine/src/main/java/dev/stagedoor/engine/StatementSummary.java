package dev.stagedoor.engine;

import java.util.List;

/**
 * What a statement is and what it is about, without anything that could be a secret: for the audit log.
 *
 * @param kind as a user would name it: {@code "PRESIGN UPLOAD"}, {@code "CREATE STAGE"}
 * @param objects what it names: {@code "@s/a/b.csv"}, {@code "STAGE s"}, {@code "USER u"}; none for most SHOW statements
 */
public record StatementSummary(String kind, List<String> objects) {
    public StatementSummary {
        objects = List.copyOf(objects);
    }
}
