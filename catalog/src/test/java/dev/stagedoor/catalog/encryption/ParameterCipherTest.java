package dev.stagedoor.catalog.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.catalog.encryption.ParameterCipher.Row;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterCipherTest {
    private static final Row ROW = new Row("stage", "s");
    private static final String TEXT = "{\"secret_access_key\":\"hunter2\"}";
    /** Made with another library: key 32 bytes of 7, nonce 00 to 0b. */
    private static final String ENVELOPE =
            "018c099ce2626238cc000102030405060708090a0b63a39a157e7bbc3d28d386ff872b1fa58a59cf"
                    + "ac22401f4478ba06c8bcf51046b799cbfe1a71aaf33c73bcf8155674";

    private static final CatalogKey KEY = key((byte) 7);

    private final ParameterCipher cipher = new ParameterCipher(KEY);

    private static CatalogKey key(byte filler) {
        byte[] bytes = new byte[CatalogKey.KEY_BYTES];
        Arrays.fill(bytes, filler);
        return CatalogKey.configured(Base64.getEncoder().encodeToString(bytes), "catalog.key");
    }

    @Property(tries = 300)
    void what_is_encrypted_is_decrypted_and_not_readable_before(@ForAll @Size(max = 50) Set<Character> letters) {
        StringBuilder text = new StringBuilder("hunter2");
        letters.stream().filter(c -> !Character.isSurrogate(c)).forEach(text::append);

        byte[] envelope = cipher.encrypt(ROW, text.toString());

        assertThat(cipher.decrypt(ROW, envelope)).isEqualTo(text.toString());
        assertThat(new String(envelope, StandardCharsets.ISO_8859_1)).doesNotContain("hunter2");
    }

    /** So that what one version wrote, every later one reads. */
    @Test
    void an_envelope_of_version_1_is_still_read() {
        byte[] envelope = HexFormat.of().parseHex(ENVELOPE);
        assertThat(cipher.decrypt(ROW, envelope)).isEqualTo(TEXT);
    }

    @Test
    void no_two_envelopes_are_alike() {
        Set<String> envelopes = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            byte[] envelope = cipher.encrypt(ROW, TEXT);
            envelopes.add(HexFormat.of().formatHex(envelope, 9, 21));
        }
        assertThat(envelopes).hasSize(1_000);
    }

    @ParameterizedTest
    @CsvSource({"stage,t", "connection,s", "stages,''", "stag,es", "stage,'s '"})
    void an_envelope_opens_only_in_its_own_row(String kind, String name) {
        byte[] envelope = cipher.encrypt(ROW, TEXT);
        refused(new Row(kind, name), envelope, "damaged, or were copied from another row");
    }

    @Test
    void a_change_of_any_bit_is_noticed() {
        byte[] envelope = cipher.encrypt(ROW, TEXT);
        for (int i = 0; i < envelope.length * Byte.SIZE; i++) {
            byte[] changed = envelope.clone();
            changed[i / Byte.SIZE] ^= (byte) (1 << i % Byte.SIZE);
            refused(ROW, changed, "The parameters of stage 's' ");
        }
    }

    @Test
    void an_envelope_cut_anywhere_is_refused() {
        byte[] envelope = cipher.encrypt(ROW, TEXT);
        for (int length = 0; length < envelope.length; length++) {
            refused(ROW, Arrays.copyOf(envelope, length), "damaged");
        }
    }

    @Test
    void another_key_is_told_from_damage() {
        CatalogKey other = key((byte) 8);
        byte[] envelope = new ParameterCipher(other).encrypt(ROW, TEXT);
        refused(ROW, envelope, "are encrypted with the key " + other.id() + ", but the setting catalog.key holds the key " + KEY.id());
    }

    @Test
    void a_newer_envelope_is_told_from_damage() {
        byte[] envelope = cipher.encrypt(ROW, TEXT);
        envelope[0] = 2;
        refused(ROW, envelope, "newer version");
    }

    private void refused(Row row, byte[] envelope, String reason) {
        assertThatThrownBy(() -> cipher.decrypt(row, envelope))
                .isInstanceOfSatisfying(StagedoorException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
                    assertThat(e.getMessage()).contains(reason).doesNotContain("hunter2").doesNotContain("\n");
                })
                .hasNoCause();
    }
}
