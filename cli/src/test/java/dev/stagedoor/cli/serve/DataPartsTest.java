package dev.stagedoor.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.cli.TestServer;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.DataPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server makes in its data directory is what the list of its parts says. */
class DataPartsTest {
    @TempDir
    Path data;

    @Test
    void everything_that_a_server_makes_is_in_the_list_of_parts() throws IOException {
        Set<String> listed = Stream.of(DataPart.values()).flatMap(part -> part.entries().stream()).collect(Collectors.toCollection(TreeSet::new));
        listed.add("lock");
        try (var server = new TestServer(data)) {
            assertThat(entries()).isEqualTo(listed);
        }
    }

    @Test
    void every_part_but_the_key_makes_a_directory_ours() throws IOException {
        new TestServer(data).close();
        Files.delete(data.resolve("signing.key"));

        new TestServer(data).close();

        try (DataDirectory directory = DataDirectory.open(data)) {
            assertThat(directory.credential()).isNotNull();
        }
    }

    private Set<String> entries() throws IOException {
        try (Stream<Path> entries = Files.list(data)) {
            return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
