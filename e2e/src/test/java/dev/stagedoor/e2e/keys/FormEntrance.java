package dev.stagedoor.e2e.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.SqlClient;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * {@code PUT /v1/upload_to_stage}; what is put is got by a quoted PRESIGN.
 *
 * @param directoryInHeader whether the part before the last slash goes in a header, and not in the file's name
 */
record FormEntrance(URI server, SqlClient sql, HttpClient http, boolean directoryInHeader) implements KeyEntrance {
    /** What browsers write for a quote and for line ends; a form cannot say that it means the three characters. */
    private static final Pattern ESCAPE = Pattern.compile("%(?:22|0D|0A)", Pattern.CASE_INSENSITIVE);

    private static final Pattern HEADER_VALUE = Pattern.compile("[!-~](?:[ -~]*[!-~])?");

    @Override
    public String name() {
        return directoryInHeader ? "form with a directory" : "form";
    }

    @Override
    public boolean takes(String key) {
        boolean sayable = !ESCAPE.matcher(key).find() && key.chars().noneMatch(c -> c == '\u000B' || c == '\f');
        return sayable && (!directoryInHeader || HEADER_VALUE.matcher(directory(key)).matches());
    }

    @Override
    public void put(String stage, String key, byte[] content) throws Exception {
        String filename = directoryInHeader ? key.substring(directory(key).length()) : key;
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(("--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"" + escaped(filename) + "\"\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        form.writeBytes(content);
        form.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/v1/upload_to_stage"))
                .header("Authorization", sql.authorization())
                .header("Content-Type", "multipart/form-data; boundary=b")
                .header("X-DATABEND-STAGE-NAME", stage)
                .PUT(BodyPublishers.ofByteArray(form.toByteArray()));
        if (directoryInHeader) {
            request.header("X-DATABEND-RELATIVE-PATH", directory(key));
        }
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Override
    public byte[] get(String stage, String key) throws Exception {
        return StatementEntrance.quoted(sql, http).get(stage, key);
    }

    /** With its slash at the end, which keeps a blank before it from being dropped. */
    private static String directory(String key) {
        return key.substring(0, key.lastIndexOf('/') + 1);
    }

    private static String escaped(String filename) {
        return filename.replace("\\", "\\\\").replace("\"", "\\\"").replace("\r", "%0D").replace("\n", "%0A");
    }
}
