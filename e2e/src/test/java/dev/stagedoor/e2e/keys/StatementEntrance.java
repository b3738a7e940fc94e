package dev.stagedoor.e2e.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.SqlClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;

/**
 * PRESIGN, and the URL that it gives.
 *
 * @param location how a stage and a key are written in a statement
 */
record StatementEntrance(String name, SqlClient sql, HttpClient http, Predicate<String> written, BinaryOperator<String> location)
        implements KeyEntrance {
    static KeyEntrance quoted(SqlClient sql, HttpClient http) {
        return new StatementEntrance("quoted", sql, http, _ -> true, SqlClient::location);
    }

    /** What white space, a comma and the like would end cannot be written without quotes; what an escape keeps can. */
    static KeyEntrance unquoted(SqlClient sql, HttpClient http) {
        Predicate<String> written = key -> key.chars().noneMatch(c -> "\r\n\f\u000B,`;()".indexOf(c) >= 0);
        return new StatementEntrance(
                "unquoted", sql, http, written, (stage, key) -> "@" + stage + "/" + key.replaceAll("[ \t'\"\\\\]", "\\\\$0"));
    }

    @Override
    public boolean takes(String key) {
        return written.test(key);
    }

    @Override
    public void put(String stage, String key, byte[] content) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(url("UPLOAD", stage, key)).PUT(BodyPublishers.ofByteArray(content)).build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Override
    public byte[] get(String stage, String key) throws Exception {
        HttpResponse<byte[]> answer =
                http.send(HttpRequest.newBuilder(url("DOWNLOAD", stage, key)).build(), BodyHandlers.ofByteArray());
        return answer.statusCode() == 200 ? answer.body() : ("status " + answer.statusCode()).getBytes();
    }

    private URI url(String action, String stage, String key) {
        return URI.create(sql.query("PRESIGN " + action + " " + location.apply(stage, key) + " ;").only("url"));
    }
}
