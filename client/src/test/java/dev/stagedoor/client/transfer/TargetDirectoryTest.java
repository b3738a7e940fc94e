package dev.stagedoor.client.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetDirectoryTest {
    @TempDir
    private Path temporary;

    private Path root;
    private TargetDirectory target;

    @BeforeEach
    void open() throws Exception {
        root = temporary.resolve("root");
        target = TargetDirectory.open(root);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "..", "../x", "a/../../x", "/etc/passwd", "a//b", "", ".", "./a", "a/.", "a/", "a\0b", "x.stagedoor-part", "a/x.stagedoor-part/b"})
    void name_that_leads_elsewhere_is_refused_before_anything_is_made(String name) {
        assertThatThrownBy(() -> target.resolve(name))
                .isInstanceOf(LocalFailure.class)
                .hasMessageEndingWith("cannot be that of a file in the target directory");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void name_that_no_file_system_has_is_refused() {
        assertThatThrownBy(() -> target.resolve("x".repeat(256))).isInstanceOf(LocalFailure.class);
    }

    @Test
    void directories_are_made() throws Exception {
        assertThat(target.resolve("a/b/c")).isEqualTo(root.resolve("a/b/c"));
        assertThat(root.resolve("a/b")).isDirectory();
        target.force();
    }

    @Test
    void link_to_elsewhere_is_refused_and_one_within_is_followed() throws Exception {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.createSymbolicLink(root.resolve("out"), outside);
        assertThatThrownBy(() -> target.resolve("out/x")).hasMessage("the link " + root + "/out leads out of the target directory");
        assertThatThrownBy(() -> target.resolve("out/d/x")).hasMessage("the link " + root + "/out leads out of the target directory");
        assertThat(outside).isEmptyDirectory();
        Files.createDirectory(root.resolve("in"));
        Files.createSymbolicLink(root.resolve("link"), root.resolve("in"));
        assertThat(target.resolve("link/x")).isEqualTo(root.resolve("link/x"));
    }

    @Test
    void file_in_the_way_is_told() throws Exception {
        Files.writeString(root.resolve("a"), "");
        assertThatThrownBy(() -> target.resolve("a/b")).hasMessageContaining("a file has that name");
        Files.createDirectory(root.resolve("d"));
        assertThatThrownBy(() -> target.resolve("d")).hasMessage("cannot write " + root + "/d: it is a directory");
    }
}
