package dev.stagedoor.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.storage.Checksum.Algorithm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigesterTest {
    /** The check values that the definitions of the algorithms give. */
    @ParameterizedTest
    @CsvSource({
        "MD5, 25f9e794323b453885f5181f1b624d0b",
        "SHA1, f7c3bc1d808e04732adf679965ccc34ca7ae3441",
        "SHA256, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
        "CRC32, cbf43926",
        "CRC32C, e3069283",
        "CRC64NVME, ae8b14860a799888"
    })
    void digits_have_the_check_value(Algorithm algorithm, String hex) {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        Digester digester = Digester.of(algorithm);
        digester.update(digits, digits.length);
        assertThat(HexFormat.of().formatHex(digester.digest())).isEqualTo(hex);
        assertThat(algorithm.bytes()).isEqualTo(hex.length() / 2);
    }

    @Test
    void crc64nvme_does_not_depend_on_the_steps_in_which_bytes_come() {
        for (int length = 0; length < 40; length++) {
            byte[] bytes = Bodies.random(length, length + 3);
            for (int first = 0; first <= length; first++) {
                Digester digester = Digester.of(Algorithm.CRC64NVME);
                digester.update(bytes, 3, first);
                digester.update(bytes, 3 + first, length - first);
                assertThat(digester.digest()).as(first + " of " + length)
                        .isEqualTo(Bodies.crc64Nvme(Arrays.copyOfRange(bytes, 3, bytes.length)));
            }
        }
    }
}
