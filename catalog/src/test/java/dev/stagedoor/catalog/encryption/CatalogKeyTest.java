package dev.stagedoor.catalog.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogKeyTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name_the_file() {
        file = directory.resolve("catalog.key");
    }

    @Test
    void a_missing_file_is_made_its_owners_alone_and_read_the_next_time() throws IOException {
        CatalogKey made = CatalogKey.openOrCreate(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        CatalogKey read = CatalogKey.openOrCreate(file);
        assertThat(read.key()).isEqualTo(made.key());
        assertThat(read.id()).isEqualTo(made.id()).hasSize(16);
        assertThat(read.source()).isEqualTo("the file " + file);
        assertThat(directory).isDirectoryNotContaining(entry -> entry.toString().endsWith(".new"));
    }

    @Test
    void every_file_gets_a_key_of_its_own() {
        assertThat(CatalogKey.openOrCreate(file).id()).isNotEqualTo(CatalogKey.openOrCreate(directory.resolve("other")).id());
    }

    @Test
    void the_key_of_a_file_can_be_moved_to_the_configuration() throws IOException {
        CatalogKey made = CatalogKey.openOrCreate(file);
        String base64 = Files.readString(file).replace("key = ", "");

        CatalogKey configured = CatalogKey.configured(base64, "catalog.key");

        assertThat(configured.id()).isEqualTo(made.id());
        assertThat(configured.source()).isEqualTo("the setting catalog.key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hunter2 is no base64!", "aHVudGVyMg==", "hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2"})
    void a_setting_that_is_no_key_is_refused_without_repeating_it(String text) {
        assertThatThrownBy(() -> CatalogKey.configured(text, "catalog.key"))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessage("the setting catalog.key is not a key: give 32 bytes in base64")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "key = hunter2\n", "key = AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "key = AAAA\n"})
    void a_malformed_file_is_refused_and_left_alone(String content) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content);

        refused(() -> CatalogKey.openOrCreate(file), "is malformed");
        assertThat(file).hasContent(content);
    }

    @Test
    void a_file_that_others_can_read_is_refused() throws IOException {
        CatalogKey.openOrCreate(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        refused(() -> CatalogKey.openOrCreate(file), "run chmod 600 on it");
    }

    @Test
    void a_file_that_cannot_be_made_is_refused() {
        file = directory.resolve("missing/catalog.key");

        refused(() -> CatalogKey.openOrCreate(file), "can neither be read nor made");
    }

    @Test
    void a_key_prints_its_id_and_nothing_of_itself() {
        byte[] bytes = "0123456789abcdef0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
        CatalogKey key = CatalogKey.configured(Base64.getEncoder().encodeToString(bytes), "catalog.key");

        assertThat(key).hasToString("CatalogKey[" + key.id() + ", the setting catalog.key]");
    }

    private void refused(ThrowingCallable open, String reason) {
        assertThatThrownBy(open)
                .isInstanceOfSatisfying(StagedoorException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
                    assertThat(e.getMessage()).contains(reason, file.toString()).doesNotContain("\n");
                });
    }
}
