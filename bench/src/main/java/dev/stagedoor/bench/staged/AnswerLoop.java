package dev.stagedoor.bench.staged;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The side of a peer in a process of its own: a query on each line of standard input, its answer on one of standard output. */
public final class AnswerLoop {
    /** What an answer begins with; other lines are the peer's own talk. */
    static final String ANSWER = "answer ";

    /** What a failure begins with. */
    static final String FAILURE = "failure ";

    private AnswerLoop() {}

    /** What the peer is. */
    @FunctionalInterface
    public interface Query {
        /** Runs a statement and gives the cells of its rows; none of one that has no result. */
        List<List<String>> rows(String sql) throws Exception;
    }

    /** Answers until standard input ends. */
    public static void run(Query query) throws IOException {
        var questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String sql = questions.readLine(); sql != null; sql = questions.readLine()) {
            String answer;
            try {
                answer = ANSWER + text(query.rows(sql));
            } catch (Exception e) {
                answer = FAILURE + String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
            }
            System.out.println(answer);
            System.out.flush();
        }
    }

    /** Rows as one line, alike for everybody who is asked. */
    static String text(List<List<String>> rows) {
        return rows.stream().map(row -> String.join("|", row)).collect(Collectors.joining(";"));
    }
}
