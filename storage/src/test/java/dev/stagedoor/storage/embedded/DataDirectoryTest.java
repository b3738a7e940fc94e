package dev.stagedoor.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.S3Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDirectoryTest {
    @TempDir
    private Path temporary;

    @Test
    void missing_directory_is_made_for_its_owner_alone() throws IOException {
        Path path = temporary.resolve("a/b/data");
        try (DataDirectory directory = DataDirectory.open(path)) {
            assertThat(mode(path)).isEqualTo("rwx------");
            assertThat(mode(path.resolve("signing.key"))).isEqualTo("rw-------");
            assertThat(directory.catalogFile()).isEqualTo(path.toRealPath().resolve("catalog.db"));
            assertThat(directory.storeDirectory()).isEqualTo(path.toRealPath().resolve("store"));
        }
    }

    @Test
    void directory_with_the_files_of_others_is_refused_and_left_alone() throws IOException {
        Files.writeString(temporary.resolve("letter.txt"), "not ours");

        assertRefused(temporary, "holds other files and is no data directory of Stagedoor: choose an empty or a new one");
        try (var entries = Files.list(temporary)) {
            assertThat(entries).containsExactly(temporary.resolve("letter.txt"));
        }
    }

    @Test
    void directory_of_ours_without_its_key_and_a_new_file_system_are_taken() throws IOException {
        Files.createDirectory(temporary.resolve("lost+found"));
        String first = credential(temporary).accessKeyId();
        for (DataPart part : DataPart.values()) {
            for (String entry : part.entries()) {
                if (part != DataPart.SIGNING_KEY) {
                    Files.createDirectories(temporary.resolve(entry));
                }
            }
        }
        Files.delete(temporary.resolve("signing.key"));

        assertThat(credential(temporary).accessKeyId()).isNotEqualTo(first);
    }

    @Test
    void signing_key_is_made_once_and_has_256_random_bits() {
        S3Credential first = credential(temporary.resolve("one"));
        S3Credential again = credential(temporary.resolve("one"));
        S3Credential other = credential(temporary.resolve("two"));

        assertThat(again.accessKeyId()).isEqualTo(first.accessKeyId()).matches("SD[A-Z2-7]{18}");
        assertThat(again.secretAccessKey().reveal()).isEqualTo(first.secretAccessKey().reveal());
        assertThat(Base64.getUrlDecoder().decode(first.secretAccessKey().reveal())).hasSize(32);
        assertThat(other.accessKeyId()).isNotEqualTo(first.accessKeyId());
        assertThat(other.secretAccessKey().reveal()).isNotEqualTo(first.secretAccessKey().reveal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------", "rw-rw-rw-"})
    void signing_key_that_others_can_read_is_refused(String mode) throws IOException {
        credential(temporary);
        Files.setPosixFilePermissions(temporary.resolve("signing.key"), PosixFilePermissions.fromString(mode));

        assertRefused(temporary, "can be read or changed by other users: run chmod 600");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "access_key_id = SDAAAAAAAAAAAAAAAAAA\n",
                "access_key_id = SDAAAAAAAAAAAAAAAAAA\nsecret_access_key = short\n",
                "access_key_id = sd/aaaaaaaaaaaaaaaaa\nsecret_access_key = AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
                "access_key_id = SDAAAAAAAAAAAAAAAAAA\nsecret_access_key = AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nmore\n"
            })
    void malformed_signing_key_is_refused_and_not_shown(String content) throws IOException {
        credential(temporary);
        Files.writeString(temporary.resolve("signing.key"), content);

        assertRefused(temporary, "is malformed: restore it from a backup, or delete it");
        assertThat(Files.readString(temporary.resolve("signing.key"))).isEqualTo(content);
    }

    @Test
    void oversized_signing_key_is_refused_unread() throws IOException {
        credential(temporary);
        Files.writeString(temporary.resolve("signing.key"), "x".repeat(2_000));

        assertRefused(temporary, "is malformed");
    }

    @Test
    void key_left_unfinished_by_a_crash_is_made_anew() throws IOException {
        Files.writeString(temporary.resolve("signing.key.new"), "access_key_id = SD");

        assertThat(credential(temporary).accessKeyId()).startsWith("SD");
        assertThat(temporary.resolve("signing.key.new")).doesNotExist();
    }

    @Test
    void directory_in_use_by_this_process_is_refused() {
        try (DataDirectory held = DataDirectory.open(temporary)) {
            assertRefused(held.path(), "is in use by this process: stop it first or choose another directory");
            assertRefused(held.path().resolve("../" + held.path().getFileName()), "is in use by this process");
        }
        credential(temporary);
    }

    @Test
    void directory_in_use_by_another_process_is_refused_with_its_id() throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DataDirectoryHolder.class.getName(),
                        temporary.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(holder.getInputStream().read()).isEqualTo('!');
            assertRefused(temporary, "is in use by process " + holder.pid() + ": stop it first or choose another directory");
            // A refused attempt must not have released the lock.
            assertRefused(temporary, "is in use by process " + holder.pid());
        } finally {
            holder.destroyForcibly().waitFor();
        }
        credential(temporary);
    }

    @Test
    void file_in_the_place_of_the_directory_is_refused() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));

        assertRefused(file, "is not a directory: choose another path");
        assertRefused(file.resolve("below"), "cannot be used");
    }

    @Test
    void directory_that_cannot_be_written_is_refused() throws IOException {
        Path closed = Files.createDirectory(temporary.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-x------"));
        assumeFalse(Files.isWritable(closed), "this user may write everywhere");

        assertRefused(closed, "cannot be used (permission denied): make it writable or choose another directory");
        assertRefused(closed.resolve("below"), "cannot be used (permission denied)");
    }

    private static void assertRefused(Path path, String message) {
        assertThatThrownBy(() -> DataDirectory.open(path).close()).isInstanceOfSatisfying(StagedoorException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
            assertThat(e).hasMessageContaining(message).hasMessageNotContaining("\n").hasMessageNotContaining("AAAA");
        });
    }

    private static S3Credential credential(Path path) {
        try (DataDirectory directory = DataDirectory.open(path)) {
            return directory.credential();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
