package dev.stagedoor.storage.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.storage.LocalFiles;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Second names of files, beside somebody who changes what lies on the way to them. */
class FsLinksTest {
    private static final String SECRET = "of another";

    @TempDir
    private Path scratch;

    private Path root;
    private Path outside;
    private LocalFiles links;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectories(scratch.resolve("root/d")).getParent();
        outside = Files.createDirectory(scratch.resolve("outside"));
        Files.writeString(outside.resolve("a"), SECRET);
        links = new FsLinks(new Roots(List.of(root), List.of()));
    }

    private ObjectSummary listed(Path file) throws IOException {
        Instant changed = Instant.ofEpochMilli(Files.getLastModifiedTime(file).toMillis());
        return new ObjectSummary(file.toString().substring(1), Files.size(file), Optional.empty(), changed);
    }

    @Test
    void link_on_the_way_is_not_followed() throws IOException {
        ObjectSummary listed = listed(Files.writeString(root.resolve("d/a"), "of the stage"));
        Files.delete(root.resolve("d/a"));
        Files.createSymbolicLink(root.resolve("d/a"), outside.resolve("a"));
        assertThatThrownBy(() -> links.link(listed, scratch.resolve("name"))).isInstanceOf(StorageException.class);

        Files.delete(root.resolve("d/a"));
        Files.delete(root.resolve("d"));
        Files.createSymbolicLink(root.resolve("d"), outside);
        assertThatThrownBy(() -> links.link(listed, scratch.resolve("name")))
                .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
        assertThat(scratch.resolve("name")).doesNotExist();
    }

    /** Whatever the moment at which a directory is replaced by a link to another one. */
    @Test
    void no_file_outside_is_linked_while_directories_are_replaced_by_links() throws Exception {
        Path directory = root.resolve("d");
        Path aside = root.resolve("e");
        Files.writeString(directory.resolve("a"), "of the stage");
        ObjectSummary listed = listed(directory.resolve("a"));
        var end = new AtomicBoolean();
        Thread replacing = Thread.ofPlatform().start(() -> {
            while (!end.get()) {
                try {
                    Files.move(directory, aside);
                    Files.createSymbolicLink(directory, outside);
                    Files.delete(directory);
                    Files.move(aside, directory);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        try {
            int linked = 0;
            for (int i = 0; i < 20_000 || linked == 0; i++) {
                Path name = scratch.resolve("name" + i);
                try {
                    if (links.link(listed, name).isPresent()) {
                        linked++;
                        assertThat(name).hasContent("of the stage");
                    }
                } catch (StorageException _) {
                    assertThat(name).doesNotExist();
                }
                Files.deleteIfExists(name);
            }
        } finally {
            end.set(true);
            replacing.join();
        }
    }

    @Test
    void file_that_is_gone_or_another_is_told() throws IOException {
        Path file = Files.writeString(root.resolve("d/a"), "one");
        ObjectSummary listed = listed(file);
        Files.setLastModifiedTime(file, FileTime.from(listed.lastModified().plusMillis(1)));
        assertThatThrownBy(() -> links.link(listed, scratch.resolve("name")))
                .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.PRECONDITION_FAILED));
        Files.delete(file);
        assertThatThrownBy(() -> links.link(listed, scratch.resolve("name")))
                .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
    }
}
