package dev.stagedoor.e2e.support;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many small files, quickly: several to a form, several forms at once. */
public final class SmallFiles {
    private static final int PER_FORM = 500;
    private static final int CONNECTIONS = 8;
    private static final String BOUNDARY = "many-small-files";

    private SmallFiles() {}

    /** The name of one file; names sort as their numbers. */
    public static String name(int index) {
        return "part-%06d.csv".formatted(index);
    }

    /** Puts files {@code 0 … count - 1} into a stage through {@code upload_to_stage}; each holds its own name. */
    public static void put(SqlClient client, URI server, String stage, int count) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
                HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            List<Future<Integer>> forms = new ArrayList<>();
            for (int from = 0; from < count; from += PER_FORM) {
                HttpRequest request = HttpRequest.newBuilder(server.resolve("/v1/upload_to_stage"))
                        .header("Authorization", client.authorization())
                        .header("X-DATABEND-STAGE-NAME", stage)
                        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .PUT(BodyPublishers.ofString(form(from, Math.min(from + PER_FORM, count)), StandardCharsets.UTF_8))
                        .build();
                forms.add(threads.submit(() -> http.send(request, BodyHandlers.discarding()).statusCode()));
            }
            for (Future<Integer> form : forms) {
                if (form.get() != 200) {
                    throw new AssertionError("upload_to_stage answered " + form.get());
                }
            }
        }
    }

    private static String form(int from, int to) {
        StringBuilder form = new StringBuilder();
        for (int i = from; i < to; i++) {
            form.append("--").append(BOUNDARY).append("\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"")
                    .append(name(i)).append("\"\r\n\r\n").append(name(i)).append("\r\n");
        }
        return form.append("--").append(BOUNDARY).append("--\r\n").toString();
    }
}
