package dev.stagedoor.e2e.proxies;

import dev.stagedoor.e2e.support.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A certificate for 127.0.0.1 and localhost of an authority of its own, made with openssl.
 *
 * @param directory holds everything
 */
public record TestCertificate(Path directory) {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    public static TestCertificate create(Path directory) {
        var made = new TestCertificate(directory);
        try {
            Files.writeString(directory.resolve("names"), "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
            made.run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=stagedoor-tests -keyout"
                    + " ca.key -out ca.crt");
            made.run("openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout stage.key -out stage.csr");
            made.run("openssl x509 -req -in stage.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names -out stage.crt");
            Files.writeString(directory.resolve("stage.pem"), Files.readString(made.certificate()) + Files.readString(made.key()));
            made.run(System.getProperty("java.home") + "/bin/keytool -importcert -noprompt -alias ca -file ca.crt -keystore trust.p12"
                    + " -storetype PKCS12 -storepass changeit");
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(String command) {
        Command.Outcome outcome = Command.run(directory, LIMIT, List.of(command.split(" ")));
        if (outcome.exitCode() != 0) {
            throw new AssertionError(command + ": " + outcome.errors());
        }
    }

    /** Of the authority, which clients have to trust; in PEM. */
    public Path authority() {
        return directory.resolve("ca.crt");
    }

    public Path certificate() {
        return directory.resolve("stage.crt");
    }

    public Path key() {
        return directory.resolve("stage.key");
    }

    /** The authority for Java: PKCS#12 with the password {@code changeit}. */
    public Path trustStore() {
        return directory.resolve("trust.p12");
    }
}
