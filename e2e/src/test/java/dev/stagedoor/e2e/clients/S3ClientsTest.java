package dev.stagedoor.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.Command;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.testsupport.Full;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The published S3 clients on the door, with its own access key. */
@Full
class S3ClientsTest {
    private static final String SECRET = "CHANGEME123";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    static Path directory;

    static ServerProcess server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.start(ServerProcess.Launch.of(directory.resolve("data"))
                .withFlags("--set", "door.access_key_id=ROOTUSER")
                .withEnvironment(Map.of("STAGEDOOR_DOOR_SECRET_ACCESS_KEY", SECRET)));
        Path up = Files.createDirectories(directory.resolve("up").resolve("sub dir"));
        Scratch.file(up, "two +ü.csv", "two".getBytes(StandardCharsets.UTF_8));
        Scratch.file(up.getParent(), "one.csv", "one".getBytes(StandardCharsets.UTF_8));
        Scratch.file(up.getParent(), "empty", new byte[0]);
        Scratch.file(up.getParent(), "big.bin", Scratch.bytes(3, 2_000_000));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** Runs a script that must succeed, and gives what it printed. */
    private static String bash(String script) {
        return run(List.of("bash", "-euo", "pipefail", "-c", script), directory);
    }

    private static String run(List<String> program, Path in) {
        // Certificates and settings of the machine's user are none of the test's.
        List<String> command = new ArrayList<>(List.of(
                "env", "-u", "AWS_CA_BUNDLE", "-u", "AWS_PROFILE",
                "AWS_ACCESS_KEY_ID=ROOTUSER", "AWS_SECRET_ACCESS_KEY=" + SECRET, "AWS_DEFAULT_REGION=us-east-1",
                "AWS_EC2_METADATA_DISABLED=true",
                "AWS_CONFIG_FILE=" + directory.resolve("none"), "AWS_SHARED_CREDENTIALS_FILE=" + directory.resolve("none"),
                "AWS_MAX_ATTEMPTS=1",
                "RCLONE_CONFIG=" + directory.resolve("rclone.conf"), "RCLONE_CONFIG_DOOR_TYPE=s3", "RCLONE_CONFIG_DOOR_PROVIDER=Other",
                "RCLONE_CONFIG_DOOR_ACCESS_KEY_ID=ROOTUSER", "RCLONE_CONFIG_DOOR_SECRET_ACCESS_KEY=" + SECRET,
                "RCLONE_CONFIG_DOOR_ENDPOINT=" + server.address(), "RCLONE_RETRIES=1", "RCLONE_LOW_LEVEL_RETRIES=1",
                "ENDPOINT=" + server.address()));
        command.addAll(program);
        Command.Outcome outcome = Command.run(in, LIMIT, command);
        assertThat(outcome.exitCode()).as(outcome.output() + outcome.errors()).isZero();
        return outcome.output() + outcome.errors();
    }

    @Test
    @RequiresCommand({"bash", "/usr/bin/aws"})
    void aws_cli_lists_copies_moves_synchronizes_and_removes() {
        String printed = bash("""
                s3() { /usr/bin/aws --endpoint-url "$ENDPOINT" s3 "$@" --only-show-errors; }
                ls() { /usr/bin/aws --endpoint-url "$ENDPOINT" s3 ls "$@" | awk '{ $1 = $2 = ""; print }'; }
                s3 cp up/one.csv s3://stagedoor/cli/one.csv
                s3 mv s3://stagedoor/cli/one.csv 's3://stagedoor/cli/moved +ü.csv'
                s3 sync up s3://stagedoor/cli/sync
                s3 sync s3://stagedoor/cli/sync down-cli
                diff -r up down-cli
                /usr/bin/aws --endpoint-url "$ENDPOINT" s3 ls s3://stagedoor/cli/
                s3 rm --recursive s3://stagedoor/cli/sync
                ls --recursive s3://stagedoor/cli/
                """);
        assertThat(printed).contains("PRE sync/", "3 moved +ü.csv", "cli/moved +ü.csv").doesNotContain("cli/sync/");
    }

    @Test
    @RequiresCommand({"bash", "rclone"})
    void rclone_copies_lists_checks_sets_times_and_deletes() {
        String printed = bash("""
                rclone copy up door:stagedoor/rc
                rclone ls door:stagedoor/rc
                rclone check up door:stagedoor/rc
                rclone copy up/one.csv door:stagedoor/rc2
                touch -d '2020-02-02 02:02:02 UTC' up/one.csv
                rclone copy up door:stagedoor/rc
                TZ=UTC rclone lsl door:stagedoor/rc/one.csv
                rclone copy door:stagedoor/rc down-rc
                diff -r up down-rc
                rclone delete door:stagedoor/rc
                rclone lsf -R door:stagedoor/rc | sed 's/^/left /'
                """);
        assertThat(printed).contains("3 sub dir/two +ü.csv", "0 differences found", "2020-02-02 02:02:02").doesNotContain("left ");
    }

    @Test
    @RequiresCommand({"/usr/bin/python3"})
    void boto3_lists_in_both_versions_and_presigns_with_signature_4() throws IOException {
        Path program = Scratch.file(directory, "s3.py", """
                import boto3, os, urllib.error, urllib.request
                from botocore.config import Config
                def client(**options):
                    return boto3.client("s3", endpoint_url=os.environ["ENDPOINT"], config=Config(retries={"max_attempts": 0}, **options))
                def http(method, url, body=None, headers={}):
                    try:
                        with urllib.request.urlopen(urllib.request.Request(url, data=body, method=method, headers=headers)) as response:
                            return response.status, response.read().decode()
                    except urllib.error.HTTPError as refused:
                        return refused.code, refused.read().decode()
                s3, v4 = client(), client(signature_version="s3v4")
                for key in ("py/a", "py/b/c", "py/b/d"):
                    s3.put_object(Bucket="stagedoor", Key=key, Body=b"hello", ACL="private", Metadata={"author": "Jane"})
                print("metadata", s3.head_object(Bucket="stagedoor", Key="py/a")["Metadata"])
                for name in ("list_objects", "list_objects_v2"):
                    pages = s3.get_paginator(name).paginate(Bucket="stagedoor", Prefix="py/", Delimiter="/", \
                PaginationConfig={"PageSize": 1})
                    print(name, [[o["Key"] for o in p.get("Contents", [])] + [c["Prefix"] for c in p.get("CommonPrefixes", [])] for p in \
                pages])
                put = dict(Bucket="stagedoor", Key="py/p")
                print("v2", *http("PUT", s3.generate_presigned_url("put_object", put), b"x"))
                print("v4", http("PUT", v4.generate_presigned_url("put_object", put), b"hello"))
                print("unsigned", http("PUT", v4.generate_presigned_url("put_object", put), b"x", {"x-amz-acl": "private"}))
                print("get", http("GET", v4.generate_presigned_url("get_object", put)))
                s3.delete_objects(Bucket="stagedoor", Delete={"Objects": [{"Key": "py/a"}, {"Key": "py/b/c"}, {"Key": "py/b/d"}]})
                print("left", [o["Key"] for o in s3.list_objects_v2(Bucket="stagedoor", Prefix="py/")["Contents"]])
                """.getBytes(StandardCharsets.UTF_8));
        String printed = run(List.of("/usr/bin/python3", program.toString()), directory);
        assertThat(printed)
                .contains("metadata {'author': 'Jane'}", "list_objects [['py/a'], ['py/b/']]", "list_objects_v2 [['py/a'], ['py/b/']]")
                .contains("signature_version='s3v4'", "v4 (200, '')", "x-amz-acl", "get (200, 'hello')", "left ['py/p']");
    }

    @Test
    @RequiresCommand({"node", "npm"})
    void the_sdk_for_javascript_presigns_streams_and_copies() throws IOException {
        Path modules = NodeModules.install();
        String printed = run(List.of("node", "--no-warnings", "s3.mjs", server.address().toString(), "stagedoor"), modules);
        JsonNode results = JSON.readTree(printed.substring(printed.indexOf('{'), printed.lastIndexOf('}') + 1));
        assertThat(results.path("put").path("status").asInt()).isEqualTo(200);
        assertThat(results.path("withMetadata").path("status").asInt()).isEqualTo(200);
        assertThat(results.path("metadata").path("author").asString()).isEqualTo("Jane");
        assertThat(results.path("get").path("body").asString()).isEqualTo("hello");
        assertThat(results.path("get").path("type").asString()).isEqualTo("text/csv");
        assertThat(results.path("head").path("status").asInt()).isEqualTo(200);
        assertThat(results.path("part").path("status").asInt()).isEqualTo(206);
        assertThat(results.path("publicRead").path("body").asString()).contains("x-amz-acl can only be private");
        assertThat(results.path("uploadPart").path("body").asString()).contains("NoSuchUpload");
        assertThat(results.path("stream").asString()).isEqualTo("hello world");
        assertThat(results.path("header").asString()).isEqualTo("jSnVw/bqjr4="); // CRC64NVME of "hello world"
        assertThat(results.path("trailer").asString()).isEqualTo("x-amz-checksum-crc64nvme");
        assertThat(results.path("copy").asString()).isEqualTo("hello world");
        assertThat(results.path("prefixes").toString()).contains("\"js/\"");
        assertThat(results.path("left").toString()).isEqualTo("[\"js/a b+ü.txt\"]");
    }
}
