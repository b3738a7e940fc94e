package dev.stagedoor.storage.opendal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.location.AzblobLocation;
import dev.stagedoor.testsupport.NpmPackages;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Azurite, Microsoft's own server of the Blob service for tests, on a free port of the loopback address. Its npm packages are those of
 * {@code src/test/azurite/package-lock.json}, installed once for a build.
 */
public final class Azurite implements AutoCloseable {
    public static final String ACCOUNT = "devstoreaccount1";

    /** The account's key, as Azurite's documentation prints it. */
    public static final String KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static final Path SOURCES = Path.of("..", "storage", "src", "test", "azurite");
    private static final Path INSTALLED = Path.of("..", "storage", "target", "azurite");
    private static final String VERSION = "2022-11-02";

    private final Process process;
    private final URI endpoint;
    private final HttpClient client = HttpClient.newHttpClient();

    private Azurite(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** What is missing to run it, or empty. */
    static Optional<String> missing() {
        return List.of("node", "npm").stream()
                .filter(command -> !runs(command))
                .findFirst()
                .map(command -> "Azurite was not run: " + command + " is not installed");
    }

    private static boolean runs(String command) {
        try {
            return run(Path.of("."), List.of(command, "--version")).waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Process run(Path directory, List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile("command", ".log").toFile())
                .start();
    }

    public static Azurite start() throws IOException, InterruptedException {
        NpmPackages.install(SOURCES, INSTALLED);
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        "node", "node_modules/azurite/dist/src/blob/main.js",
                        "--blobHost", "127.0.0.1", "--blobPort", String.valueOf(port),
                        "--inMemoryPersistence", "--extentMemoryLimit", "512",
                        "--skipApiVersionCheck", "--disableTelemetry", "--silent")
                .directory(INSTALLED.toFile())
                .redirectErrorStream(true)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        awaitListening(process);
        return new Azurite(process, URI.create("http://127.0.0.1:" + port + "/" + ACCOUNT));
    }

    private static void awaitListening(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            if (line.contains("successfully listens")) {
                Thread.ofVirtual().start(() -> drain(output));
                return;
            }
        }
        throw new AssertionError("Azurite ended: " + said);
    }

    private static void drain(Reader output) {
        try {
            output.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // The process has ended.
        }
    }

    /** The account's endpoint. */
    public URI endpoint() {
        return endpoint;
    }

    /** A container of its own. */
    public AzblobLocation createContainer() {
        String container = "c-" + UUID.randomUUID();
        assertThat(send("PUT", container)).isEqualTo(201);
        return location(container);
    }

    AzblobLocation location(String container) {
        return new AzblobLocation(container, "", endpoint, Optional.of(ACCOUNT), Optional.of(Secret.of(KEY)));
    }

    void deleteContainer(String container) {
        assertThat(send("DELETE", container)).isEqualTo(202);
    }

    /** A request on a container, signed as "Authorize with Shared Key" of the Blob service's REST API says. */
    private int send(String method, String container) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
        String signed = method + "\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:" + date + "\nx-ms-version:" + VERSION + "\n/" + ACCOUNT + "/"
                + ACCOUNT + "/"
                + container + "\nrestype:container";
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint + "/" + container + "?restype=container"))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("x-ms-date", date)
                .header("x-ms-version", VERSION)
                .header("Authorization", "SharedKey " + ACCOUNT + ":" + hmac(signed))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.close();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
