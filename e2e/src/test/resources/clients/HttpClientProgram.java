import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

// Every operation with the JDK's HttpClient. See ClientMatrixTest for the environment.
final String url = System.getenv("MATRIX_URL");
final String stage = System.getenv("MATRIX_STAGE");
final HttpClient client = HttpClient.newBuilder()
        .version("1.1".equals(System.getenv("MATRIX_HTTP")) ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2)
        .build();

void main() throws Exception {
    byte[] content = Files.readAllBytes(Path.of("file.bin"));
    attempt("SQL", () -> {
        sql("CREATE OR REPLACE STAGE " + stage);
        return sql("SELECT 42").contains("[[\"42\"]]");
    });
    attempt("presigned upload", () -> send("PUT", presign("UPLOAD"), BodyPublishers.ofByteArray(content)).statusCode() == 200);
    attempt("presigned download", () -> Arrays.equals(send("GET", presign("DOWNLOAD"), BodyPublishers.noBody()).body(), content));
    attempt("upload_to_stage", () -> {
        var body = BodyPublishers.concat(
                BodyPublishers.ofString("--x\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"b/form.bin\"\r\n\r\n"),
                BodyPublishers.ofByteArray(content),
                BodyPublishers.ofString("\r\n--x--\r\n"));
        return send("PUT", url + "/v1/upload_to_stage", body, "X-DATABEND-STAGE-NAME", stage, "Content-Type",
                "multipart/form-data; boundary=x").statusCode() == 200;
    });
    attempt("list", () -> sql("LIST @" + stage).matches("(?s).*\"a/file.bin\".*\"b/form.bin\".*"));
    attempt("delete", () -> {
        sql("REMOVE @" + stage);
        return sql("LIST @" + stage).contains("\"data\":[]");
    });
    client.close();
}

String sql(String text) throws Exception {
    var answer = send("POST", url + "/v1/query", BodyPublishers.ofString("{\"sql\":\"" + text + "\"}"), "Content-Type", "application/json");
    return new String(answer.body(), StandardCharsets.UTF_8);
}

String presign(String action) throws Exception {
    Matcher found = Pattern.compile("\"(https?:[^\"]*)\"").matcher(sql("PRESIGN " + action + " @" + stage + "/a/file.bin"));
    found.find();
    return found.group(1);
}

HttpResponse<byte[]> send(String method, String to, BodyPublisher body, String... headers) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(to)).method(method, body);
    if (headers.length > 0) {
        String login = System.getenv("MATRIX_USER") + ":" + System.getenv("MATRIX_PASSWORD");
        request.headers(headers)
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
}

void attempt(String operation, Callable<Boolean> work) {
    try {
        System.out.println(operation + "\t" + (work.call() ? "yes" : "FAILED: not what was expected"));
    } catch (Exception e) {
        System.out.println(operation + "\tFAILED: " + e.toString().replace('\n', ' '));
    }
}
