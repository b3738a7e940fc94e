package dev.stagedoor.e2e.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.clients.Jdbc;
import dev.stagedoor.e2e.support.LogSecrets;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SqlClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * A key means the same thing at every entrance. Keys that differ only in white space lie beside each other in a stage, each put through an
 * entrance of its own and got through every other one.
 */
class KeyEntrancesPropertyTest {
    private static final String SECRET = "CHANGEME123";
    private static final String BUCKET = "keys-everywhere";

    static Path directory;
    static ServerProcess server;
    static SqlClient sql;
    static HttpClient http;
    static Connection jdbc;
    static S3Client s3;
    static List<KeyEntrance> common;

    @BeforeContainer
    static void start() throws Exception {
        directory = Files.createTempDirectory("keys").toRealPath();
        Path folder = Files.createDirectory(directory.resolve("folder"));
        LogSecrets.remember(SECRET);
        server = ServerProcess.start(ServerProcess.Launch.of(directory.resolve("data"))
                .withFlags("--set", "storage.bucket=" + BUCKET, "--set", "door.access_key_id=ROOTUSER", "--set",
                        "storage.fs_roots=" + folder)
                .withEnvironment(Map.of("STAGEDOOR_DOOR_SECRET_ACCESS_KEY", SECRET)));
        sql = server.sql();
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        jdbc = Jdbc.connect(server.authority(), "root", "", "");
        s3 = S3Client.builder()
                .endpointOverride(server.address())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(false).build())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("ROOTUSER", SECRET)))
                .build();
        common = List.of(
                StatementEntrance.quoted(sql, http),
                StatementEntrance.unquoted(sql, http),
                new FormEntrance(server.address(), sql, http, false),
                new FormEntrance(server.address(), sql, http, true),
                new JdbcEntrance(jdbc));
        sql.query("CREATE STAGE inner_stage");
        sql.query("CREATE STAGE fs_stage URL = 'fs://" + folder + "/below/'");
        sql.query("CREATE STAGE s3_stage URL = 's3://" + BUCKET + "/elsewhere/' CONNECTION = (ENDPOINT_URL = '" + server.address()
                + "' REGION = 'us-east-1' ACCESS_KEY_ID = 'ROOTUSER' SECRET_ACCESS_KEY = '" + SECRET + "')");
    }

    @AfterContainer
    static void stop() throws Exception {
        try (ServerProcess _ = server;
                HttpClient _ = http;
                Connection _ = jdbc;
                S3Client _ = s3) {
            // Closed in the reverse order, the server last.
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property(tries = 40)
    void a_key_is_the_same_key_at_every_entrance(@ForAll("keys") String key, @ForAll("stages") String stage, @ForAll Random random)
            throws Exception {
        List<KeyEntrance> entrances = new ArrayList<>(common);
        entrances.add(switch (stage) {
            case "inner_stage" -> new BucketEntrance(s3, BUCKET, "stage/internal/inner_stage/");
            case "s3_stage" -> new BucketEntrance(s3, BUCKET, "elsewhere/");
            default -> new DirectoryEntrance(directory.resolve("folder/below"));
        });
        sql.query("REMOVE @" + stage); // what a failed try has left
        removeFolders();
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (String neighbour : neighbours(key)) {
            List<KeyEntrance> able = entrances.stream().filter(entrance -> entrance.takes(neighbour)).toList();
            KeyEntrance entrance = able.get(random.nextInt(able.size()));
            byte[] content = (entrance.name() + " put '" + neighbour + "'").getBytes(StandardCharsets.UTF_8);
            entrance.put(stage, neighbour, content);
            files.put(neighbour, content);
        }
        assertThat(sql.query("LIST @" + stage).column("name")).containsExactlyInAnyOrderElementsOf(files.keySet());
        for (var file : files.entrySet()) {
            for (KeyEntrance exit : entrances) {
                if (exit.takes(file.getKey())) {
                    assertThat(exit.get(stage, file.getKey()))
                            .as("'%s' by %s", file.getKey(), exit.name())
                            .asString()
                            .isEqualTo(new String(file.getValue(), StandardCharsets.UTF_8));
                }
            }
        }
        removeOneByOne(stage, new ArrayList<>(files.keySet()));
    }

    /** A removed file leaves its folders, and a file system has no place for a file of a folder's name. */
    private static void removeFolders() throws IOException {
        Path below = directory.resolve("folder/below");
        if (Files.exists(below)) {
            delete(below);
        }
    }

    /** The longest first, so that none is the beginning of what is left. */
    private static void removeOneByOne(String stage, List<String> keys) {
        for (String key : keys.stream().sorted(Comparator.comparing(String::length).reversed()).toList()) {
            assertThat(sql.query("SELECT name FROM list_stage(location => " + SqlClient.location(stage, key) + ", pattern => '')")
                    .column("name"))
                    .containsExactly(key);
            sql.query("REMOVE " + SqlClient.location(stage, key));
            keys.remove(key);
            assertThat(sql.query("LIST @" + stage).column("name")).containsExactlyInAnyOrderElementsOf(keys);
        }
    }

    /** Keys that are easily taken for each other. */
    private static List<String> neighbours(String key) {
        return List.of(key, key + "x", key + " ", " " + key, key + "\u3000", key + "\t").stream().distinct().toList();
    }

    @Provide
    Arbitrary<String> stages() {
        return Arbitraries.of("inner_stage", "fs_stage", "s3_stage");
    }

    @Provide
    Arbitrary<String> keys() {
        Arbitrary<Character> plain = Arbitraries.of('a', 'B', '7', '.', '-', '_', 'é', '日', ' ');
        Arbitrary<Character> odd = Arbitraries.of(
                ' ', '\t', '\n', '\u00A0', '\u3000', '%', '+', '=', '&', '?', '#', '\'', '"', '\\', ',', ';', '(', ')', '`', '~', '!',
                '*', '[', ']',
                '{', '}', '|', '^', '<', '>', '$', '@', ':');
        Arbitrary<String> segments = Arbitraries.frequencyOf(Tuple.of(3, plain), Tuple.of(1, odd))
                .list().ofMinSize(1).ofMaxSize(8)
                .map(characters -> String.join("", characters.stream().map(String::valueOf).toList()))
                .filter(segment -> !segment.equals(".") && !segment.equals(".."));
        return segments.list().ofMinSize(1).ofMaxSize(3).map(parts -> String.join("/", parts));
    }
}
