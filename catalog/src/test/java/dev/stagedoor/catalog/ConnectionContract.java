package dev.stagedoor.catalog;

import static dev.stagedoor.catalog.SampleDefinitions.CREATED;
import static dev.stagedoor.catalog.SampleDefinitions.connection;
import static dev.stagedoor.catalog.SampleDefinitions.format;
import static dev.stagedoor.catalog.SampleDefinitions.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.StoreUri;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Connections and file formats, and all that parameters may hold. */
public interface ConnectionContract extends CatalogUnderTest {
    @Test
    default void file_formats_are_created_replaced_listed_and_dropped() throws Exception {
        assertThat(catalog().createFileFormat(format("g"))).isTrue();
        assertThat(catalog().createFileFormat(format("f"))).isTrue();
        assertThat(catalog().createFileFormat(new FileFormatDefinition("f", FileFormat.DEFAULT, "x", CREATED))).isFalse();
        assertThat(catalog().fileFormat("f")).contains(format("f"));
        assertThat(catalog().fileFormats()).containsExactly(format("f"), format("g"));

        var other = new FileFormatDefinition("f", FileFormat.DEFAULT, "alice", CREATED.plusSeconds(1));
        catalog().replaceFileFormat(other);
        assertThat(catalog().dropFileFormat("g")).isTrue();
        assertThat(catalog().dropFileFormat("g")).isFalse();

        assertThat(catalog().fileFormats()).containsExactly(other);
        try (Catalog again = reopen()) {
            assertThat(again.fileFormats()).containsExactly(other);
        }
    }

    @Test
    default void connections_are_created_replaced_listed_and_dropped() throws Exception {
        assertThat(catalog().createConnection(connection("d", "x"))).isTrue();
        assertThat(catalog().createConnection(connection("c", "hunter2"))).isTrue();
        assertThat(catalog().createConnection(connection("c", "other"))).isFalse();
        assertThat(catalog().connection("c")).contains(connection("c", "hunter2"));
        assertThat(catalog().connections()).containsExactly(connection("c", "hunter2"), connection("d", "x"));

        var other = new ConnectionDefinition("c", "azblob", ConnectionParameters.NONE, "alice", CREATED.plusSeconds(1));
        catalog().replaceConnection(other);
        catalog().replaceConnection(connection("C", "y"));
        assertThat(catalog().dropConnection("d")).isTrue();
        assertThat(catalog().dropConnection("d")).isFalse();

        assertThat(catalog().connections()).containsExactly(connection("C", "y"), other);
        try (Catalog again = reopen()) {
            assertThat(again.connections()).containsExactly(connection("C", "y"), other);
        }
    }

    @Test
    default void a_connection_keeps_its_owner_and_passes_into_other_hands() throws Exception {
        ConnectionDefinition first = connection("c", "hunter2").withOwner("r");
        catalog().createConnection(first);
        catalog().createConnection(connection("d", "hunter2"));

        assertThat(catalog().updateConnection(connection("c", "hunter2"), connection("c", "x"))).isFalse();
        assertThat(catalog().updateConnection(first, first.withOwner("q"))).isTrue();
        assertThat(catalog().updateConnection(first, first.withOwner("z"))).isFalse();
        assertThatThrownBy(() -> catalog().updateConnection(first, connection("d", "x"))).isInstanceOf(IllegalArgumentException.class);

        assertThat(catalog().connection("c")).contains(first.withOwner("q"));
        try (Catalog again = reopen()) {
            assertThat(again.connections()).containsExactly(first.withOwner("q"), connection("d", "hunter2"));
        }
    }

    @Test
    default void parameters_hold_all_of_unicode() throws Exception {
        List<ConnectionDefinition> connections = new ArrayList<>();
        int chunk = 4_096;
        int parametersEach = 64;
        for (int first = 0; first <= Character.MAX_CODE_POINT; first += chunk * parametersEach) {
            var values = new TreeMap<String, String>();
            for (int start = first; start <= Character.MAX_CODE_POINT && values.size() < parametersEach; start += chunk) {
                values.put("k" + start, characters(start, start + chunk));
            }
            connections.add(new ConnectionDefinition("c" + connections.size(), "s3", new ConnectionParameters(values), "root", CREATED));
        }
        connections.forEach(catalog()::createConnection);
        StageDefinition stage = stage("s").withLocation(new StoreUri("fs:///ü🚀\0\"/", connections.getFirst().parameters()));
        catalog().createStage(stage);

        try (Catalog again = reopen()) {
            assertThat(again.connections()).isEqualTo(connections);
            assertThat(again.stage("s")).contains(stage);
        }
    }

    private static String characters(int from, int to) {
        int[] codePoints = IntStream.range(from, to)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .toArray();
        return new String(codePoints, 0, codePoints.length);
    }

    @Test
    default void a_stage_a_connection_and_a_file_format_may_share_a_name() {
        catalog().createConnection(connection("x", "hunter2"));
        catalog().createStage(stage("x"));
        catalog().createFileFormat(format("x"));

        catalog().dropFileFormat("x");

        assertThat(catalog().connection("x")).contains(connection("x", "hunter2"));
        assertThat(catalog().stage("x")).contains(stage("x"));
    }
}
