package dev.stagedoor.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CurlTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"plain", "a b", "it's", "http://h/a?b=c&d=%20", "$(touch x)", "`x`", "\"q\"", "back\\slash", "*", "", "📚"})
    void printed_argument_is_the_argument_when_a_shell_reads_it(String argument) throws Exception {
        Process shell = new ProcessBuilder("/bin/sh", "-c", "printf %s " + Curl.quote(argument)).start();
        assertThat(new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)).isEqualTo(argument);
        assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void machine_without_curl_is_told_so() throws IOException {
        assertThat(Curl.find(directory.toString(), new PrintWriter(new StringWriter()))).isEmpty();
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertThatThrownBy(() -> Walkthrough.of(null, file, directory, directory.toString(), new PrintWriter(new StringWriter())))
                .isInstanceOf(DemoFailure.class)
                .hasMessage("curl is not on the PATH; install it, the demo uploads with it");
    }

    @Test
    void failing_curl_ends_the_demo_with_what_it_said() throws IOException {
        Path program = Files.writeString(directory.resolve("curl"), "#!/bin/sh\necho 'curl: (22) 403'; exit 22\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        var printed = new StringWriter();
        Curl curl = Curl.find(directory.toString(), new PrintWriter(printed)).orElseThrow();
        assertThatThrownBy(() -> curl.run("-f", "http://h/a b")).isInstanceOf(DemoFailure.class)
                .hasMessage("curl ended with exit code 22: curl: (22) 403");
        assertThat(printed.toString()).isEqualTo("$ curl -f 'http://h/a b'\n");
    }
}
