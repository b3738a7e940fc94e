package dev.stagedoor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.client.DatabendClient;
import dev.stagedoor.client.FetchedRows;
import dev.stagedoor.client.QueryResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.embedded.DataPart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What a server makes in its data directory is on a list, and it does not begin anew what was there before. */
class DataPartsTest {
    private static final String LARGE = "x".repeat(100_000);

    @TempDir
    Path data;

    @TempDir
    Path temporary;

    /** A stage with a file, and an external one. */
    private void fill() {
        try (var server = new TestServer(data)) {
            DatabendClient client = server.client();
            run(client, "CREATE STAGE kept");
            run(client, "CREATE STAGE away URL = 's3://b/' CONNECTION = (ENDPOINT_URL = 'http://127.0.0.1:1' REGION = 'r' "
                    + "AWS_KEY_ID = 'k' AWS_SECRET_KEY = 's')");
            upload(column(client, "PRESIGN UPLOAD @kept/file", 2).getFirst());
        }
    }

    private static FetchedRows run(DatabendClient client, String sql) {
        try (QueryResult result = client.execute(sql)) {
            return FetchedRows.of(result);
        }
    }

    private static List<String> column(DatabendClient client, String sql, int column) {
        FetchedRows rows = run(client, sql);
        return IntStream.range(0, rows.rows().size()).mapToObj(row -> rows.cell(row, column)).toList();
    }

    private static void upload(String url) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(url)).PUT(BodyPublishers.ofString(LARGE)).build();
            assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Set<String> entries(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete(String name) throws IOException {
        if (Files.notExists(data.resolve(name))) {
            return;
        }
        try (Stream<Path> all = Files.walk(data.resolve(name))) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void assertRefused(String part, String what) {
        assertThatThrownBy(() -> new TestServer(data).close()).isInstanceOfSatisfying(StagedoorException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
            assertThat(e).hasMessageContaining(what).hasMessageContaining("'stagedoor serve --accept-loss " + part + "': ")
                    .hasMessageNotContaining("\n");
        });
    }

    private void assertServes(Set<DataPart> without) {
        Set<DataPart> accepted = EnumSet.copyOf(DataPart.losable());
        accepted.retainAll(without);
        try (var server = new TestServer(data, accepted)) {
            DatabendClient client = server.client();
            List<String> stages = column(client, "SHOW STAGES", 0);
            List<String> kept = without.contains(DataPart.CATALOG) ? List.of() : List.of("kept");
            List<String> away = without.contains(DataPart.CATALOG) || without.contains(DataPart.CATALOG_KEY) ? List.of() : List.of("away");
            assertThat(stages).containsExactlyInAnyOrderElementsOf(Stream.concat(kept.stream(), away.stream()).toList());
            if (without.contains(DataPart.CATALOG)) {
                run(client, "CREATE STAGE kept");
            }
            assertThat(column(client, "LIST @kept", 0)).hasSize(without.contains(DataPart.STORE) ? 0 : 1);
        }
    }

    @Test
    void everything_that_a_server_makes_is_on_the_list_of_parts() {
        Set<String> listed = Stream.of(DataPart.values()).flatMap(part -> part.entries().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        listed.addAll(List.of("lock", "mirror", "parts", "spill"));
        try (var server = new TestServer(data)) {
            assertThat(column(server.client(), "SELECT 1", 0)).hasSize(1);
            assertThat(entries(data)).isEqualTo(listed);
        }
    }

    @Test
    void signing_key_that_was_deleted_is_made_anew() throws IOException {
        fill();
        delete("signing.key");
        assertServes(Set.of());
    }

    @ParameterizedTest
    @EnumSource(value = DataPart.class, mode = Mode.EXCLUDE, names = "SIGNING_KEY")
    void part_that_is_missing_is_refused_until_its_loss_is_accepted(DataPart part) throws IOException {
        fill();
        for (String entry : part.entries()) {
            delete(entry);
        }
        assertRefused(part.toString(), "is missing");
        for (String entry : part.entries()) {
            assertThat(data.resolve(entry)).as("nothing was made in its place").doesNotExist();
        }

        assertServes(Set.of(part));

        try (var server = new TestServer(data)) {
            assertThat(column(server.client(), "SELECT 1", 0)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(value = DataPart.class, mode = Mode.EXCLUDE, names = "SIGNING_KEY")
    void part_that_is_damaged_is_refused_until_its_loss_is_accepted_and_is_kept_aside(DataPart part) throws IOException {
        fill();
        String main =
                switch (part) {
                    case SIGNING_KEY -> "signing.key";
                    case CATALOG_KEY -> "catalog.key";
                    case CATALOG -> "catalog.db";
                    case WAREHOUSE -> "warehouse.db";
                    case LEDGER -> "ledger/ledger.db";
                    case STORE -> "store/index.db";
                };
        byte[] garbage = "garbage ".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        Files.write(data.resolve(main), garbage);
        assertRefused(part.toString(), "is damaged");
        assertThat(data.resolve(main)).hasBinaryContent(garbage);

        assertServes(Set.of(part));

        assertThat(data.resolve("lost/" + part + "-1/" + main)).hasBinaryContent(garbage);
    }

    /** What a kill leaves, of which the log of a database is removed. */
    private void loseLog(String database) throws IOException {
        Path running = temporary.resolve("running");
        try (var server = new TestServer(running)) {
            DatabendClient client = server.client();
            run(client, "CREATE STAGE kept");
            upload(column(client, "PRESIGN UPLOAD @kept/file ONE_TIME = TRUE", 2).getFirst());
            column(client, "PRESIGN @kept/file", 2);
            run(client, "REVOKE PRESIGN ON USER root");
            copy(running, data);
        }
        Files.delete(data.resolve(database + "-wal"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Test
    void ledger_that_lost_its_log_would_revive_urls_and_is_refused_until_all_of_them_may_end() throws IOException {
        loseLog("ledger/ledger.db");
        String key = Files.readString(data.resolve("signing.key"));
        assertRefused("ledger", "which had been answered: ledger.db-wal was cut short or removed");

        try (var server = new TestServer(data, Set.of(DataPart.LEDGER))) {
            assertThat(column(server.client(), "LIST @kept", 0)).hasSize(1);
        }
        assertThat(Files.readString(data.resolve("signing.key"))).isNotEqualTo(key);
    }

    @Test
    void catalog_that_lost_its_log_is_refused_until_its_loss_is_accepted_and_is_kept_aside() throws IOException {
        loseLog("catalog.db");
        assertRefused("catalog", "which had been answered: catalog.db-wal was cut short or removed");

        try (var server = new TestServer(data, Set.of(DataPart.CATALOG))) {
            assertThat(column(server.client(), "SHOW STAGES", 0)).isEmpty();
        }
        assertThat(data.resolve("lost/catalog-1/catalog.db")).exists();
    }

    @Test
    void every_url_ends_with_the_ledger() throws IOException {
        fill();
        String key = Files.readString(data.resolve("signing.key"));
        delete("ledger");

        assertServes(Set.of(DataPart.LEDGER));

        assertThat(Files.readString(data.resolve("signing.key"))).isNotEqualTo(key);
    }

    @Test
    void files_without_an_index_are_refused_also_without_the_list_of_parts() throws IOException {
        fill();
        delete("parts");
        delete("store/index.db");
        assertRefused("store", "store/index.db");
    }

    @Test
    void catalog_without_a_ledger_is_refused_also_without_the_list_of_parts() throws IOException {
        fill();
        delete("parts");
        delete("ledger");
        assertRefused("ledger", "is missing");
    }

    @Test
    void data_directory_of_the_version_before_is_taken_as_it_is() throws IOException {
        fill();
        delete("parts");
        assertServes(Set.of());
        assertThat(data.resolve("parts")).exists();
    }

    @Test
    void word_for_a_loss_that_did_not_happen_is_refused() {
        fill();
        assertThatThrownBy(() -> new TestServer(data, Set.of(DataPart.LEDGER)).close())
                .isInstanceOf(StagedoorException.class)
                .hasMessageContaining("is not lost: start without '--accept-loss ledger'");
        assertServes(Set.of());
    }
}
