package dev.stagedoor.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.proxies.TestCertificate;
import dev.stagedoor.e2e.support.Command;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.testsupport.Full;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The published S3 clients move a file in parts, over HTTP and over HTTPS with a certificate of a private authority. Its size in MiB is
 * {@code stagedoor.s3.mebibytes}: {@code -Pfull -Dstagedoor.s3.mebibytes=6144} is more than one PUT of S3 may have.
 */
@Full
class S3LargeFilesTest {
    private static final String SECRET = "CHANGEME123";
    private static final int MEBIBYTES = Integer.getInteger("stagedoor.s3.mebibytes", 20);
    private static final Duration LIMIT = Duration.ofMinutes(5).plusSeconds(MEBIBYTES);

    @TempDir
    static Path directory;

    static TestCertificate certificate;
    static ServerProcess plain;
    static ServerProcess secure;

    @BeforeAll
    static void start() throws IOException {
        certificate = TestCertificate.create(Files.createDirectories(directory.resolve("tls")));
        plain = ServerProcess.start(launch("plain"));
        secure = ServerProcess.start(launch("secure").withFlags(
                "--set", "tls.certificate=" + certificate.certificate(), "--set", "tls.private_key=" + certificate.key()));
        Path up = Files.createDirectories(directory.resolve("up"));
        var random = new SplittableRandom(4);
        byte[] block = new byte[1 << 20];
        try (OutputStream large = Files.newOutputStream(up.resolve("large ü.bin"))) {
            for (int i = 0; i < MEBIBYTES; i++) {
                random.nextBytes(block);
                large.write(block);
            }
            large.write(1);
        }
        Scratch.file(up, "small.csv", "a,b".getBytes(StandardCharsets.UTF_8));
    }

    private static ServerProcess.Launch launch(String name) {
        return ServerProcess.Launch.of(directory.resolve(name))
                .withFlags("--set", "door.access_key_id=ROOTUSER")
                .withEnvironment(Map.of("STAGEDOOR_DOOR_SECRET_ACCESS_KEY", SECRET));
    }

    @AfterAll
    static void stop() {
        for (ServerProcess server : new ServerProcess[] {plain, secure}) {
            if (server != null) {
                server.close();
            }
        }
    }

    private static String run(String scheme, List<String> program) {
        ServerProcess server = scheme.equals("https") ? secure : plain;
        String endpoint = scheme + "://127.0.0.1:" + server.address().getPort();
        List<String> command = new ArrayList<>(List.of(
                "env", "-u", "AWS_PROFILE", "AWS_CA_BUNDLE=" + certificate.authority(),
                "AWS_ACCESS_KEY_ID=ROOTUSER", "AWS_SECRET_ACCESS_KEY=" + SECRET, "AWS_DEFAULT_REGION=us-east-1",
                "AWS_EC2_METADATA_DISABLED=true",
                "AWS_CONFIG_FILE=" + directory.resolve("none"), "AWS_SHARED_CREDENTIALS_FILE=" + directory.resolve("none"),
                "AWS_MAX_ATTEMPTS=1",
                "RCLONE_CONFIG=" + directory.resolve("rclone.conf"), "RCLONE_CONFIG_DOOR_TYPE=s3", "RCLONE_CONFIG_DOOR_PROVIDER=Other",
                "RCLONE_CONFIG_DOOR_ACCESS_KEY_ID=ROOTUSER", "RCLONE_CONFIG_DOOR_SECRET_ACCESS_KEY=" + SECRET,
                "RCLONE_CONFIG_DOOR_ENDPOINT=" + endpoint, "RCLONE_RETRIES=1", "RCLONE_LOW_LEVEL_RETRIES=1",
                "RCLONE_CA_CERT=" + certificate.authority(), "RCLONE_S3_UPLOAD_CUTOFF=8M",
                "ENDPOINT=" + endpoint));
        command.addAll(program);
        Command.Outcome outcome = Command.run(directory, LIMIT, command);
        assertThat(outcome.exitCode()).as(outcome.output() + outcome.errors()).isZero();
        return outcome.output() + outcome.errors();
    }

    private static String bash(String scheme, String script) {
        return run(scheme, List.of("bash", "-euo", "pipefail", "-c", script));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    @RequiresCommand({"bash", "/usr/bin/aws"})
    void aws_cli_puts_gets_copies_moves_synchronizes_and_removes(String scheme) {
        String printed = bash(scheme, """
                s3() { /usr/bin/aws --endpoint-url "$ENDPOINT" s3 "$@" --only-show-errors; }
                ls() { /usr/bin/aws --endpoint-url "$ENDPOINT" s3 ls "$@" | awk '{ $1 = $2 = ""; print }'; }
                s3 cp 'up/large ü.bin' 's3://stagedoor/cli/large ü.bin'
                /usr/bin/aws --endpoint-url "$ENDPOINT" s3api head-object --bucket stagedoor --key 'cli/large ü.bin'
                s3 cp 's3://stagedoor/cli/large ü.bin' s3://stagedoor/cli/copy.bin
                s3 mv s3://stagedoor/cli/copy.bin s3://stagedoor/cli/moved.bin
                s3 cp s3://stagedoor/cli/moved.bin back.bin
                cmp 'up/large ü.bin' back.bin; rm back.bin
                s3 sync up s3://stagedoor/cli/sync
                s3 sync s3://stagedoor/cli/sync down
                diff -r up down; rm -r down
                ls s3://stagedoor/cli/
                s3 rm --recursive s3://stagedoor/cli/
                /usr/bin/aws --endpoint-url "$ENDPOINT" s3api list-multipart-uploads --bucket stagedoor
                ls --recursive s3://stagedoor/cli/ | sed 's/^/left /' || true
                """);
        long size = ((long) MEBIBYTES << 20) + 1;
        assertThat(printed).contains(size + " large ü.bin", size + " moved.bin").doesNotContain(" copy.bin", "left ", "UploadId");
        assertThat(printed).containsPattern("\"ETag\": .*[0-9a-f]{32}-" + (MEBIBYTES / 8 + 1)); // parts of 8 MiB
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    @RequiresCommand({"bash", "rclone"})
    void rclone_puts_gets_copies_moves_checks_synchronizes_and_removes(String scheme) {
        String printed = bash(scheme, """
                unset AWS_CA_BUNDLE
                rclone copy up door:stagedoor/rc
                rclone check up door:stagedoor/rc
                rclone ls door:stagedoor/rc
                rclone copyto 'door:stagedoor/rc/large ü.bin' door:stagedoor/rc/copy.bin
                rclone moveto door:stagedoor/rc/copy.bin door:stagedoor/rc/moved.bin
                rclone copyto door:stagedoor/rc/moved.bin back.bin
                cmp 'up/large ü.bin' back.bin; rm back.bin
                rclone sync up door:stagedoor/rc
                rclone sync door:stagedoor/rc down
                diff -r up down; rm -r down
                rclone purge door:stagedoor/rc
                rclone lsf -R door:stagedoor/rc | sed 's/^/left /' || true
                """);
        assertThat(printed).contains((((long) MEBIBYTES << 20) + 1) + " large ü.bin", "0 differences found").doesNotContain("left ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    @RequiresCommand({"/usr/bin/python3"})
    void boto3_puts_gets_copies_and_removes(String scheme) {
        Path program = Scratch.file(directory, "large.py", """
                import boto3, filecmp, os
                from boto3.s3.transfer import TransferConfig
                from botocore.config import Config
                s3 = boto3.client("s3", endpoint_url=os.environ["ENDPOINT"], config=Config(retries={"max_attempts": 0}))
                parts = TransferConfig(multipart_threshold=8 << 20, multipart_chunksize=8 << 20, max_concurrency=4)
                s3.upload_file("up/large ü.bin", "stagedoor", "py/large", Config=parts,
                               ExtraArgs={"ContentType": "text/csv", "Metadata": {"author": "Jane"}})
                s3.copy({"Bucket": "stagedoor", "Key": "py/large"}, "stagedoor", "py/copy", Config=parts)
                s3.download_file("stagedoor", "py/copy", "py.bin", Config=parts)
                head = s3.head_object(Bucket="stagedoor", Key="py/large")
                print("same", filecmp.cmp("up/large ü.bin", "py.bin", shallow=False), head["ContentType"], head["Metadata"])
                os.remove("py.bin")
                s3.delete_objects(Bucket="stagedoor", Delete={"Objects": [{"Key": "py/large"}, {"Key": "py/copy"}]})
                print("left", s3.list_objects_v2(Bucket="stagedoor", Prefix="py/").get("KeyCount"))
                """.getBytes(StandardCharsets.UTF_8));
        assertThat(run(scheme, List.of("/usr/bin/python3", program.toString())))
                .contains("same True text/csv {'author': 'Jane'}", "left 0");
    }
}
