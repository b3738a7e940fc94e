package dev.stagedoor.catalog.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.catalog.UserKey;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeysTest {
    private static final String ED25519_PREFIX = "302a300506032b6570032100";

    private static PublicKey generated(String algorithm, String parameter) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.startsWith("RSA")) {
            generator.initialize(Integer.parseInt(parameter));
        } else if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec(parameter));
        }
        return generator.generateKeyPair().getPublic();
    }

    private static PublicKey rsa(BigInteger modulus, BigInteger exponent) throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    }

    private static String pem(byte[] der) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(der) + "\n-----END PUBLIC KEY-----";
    }

    private static void refused(String pem, String reason) {
        assertThatThrownBy(() -> PublicKeys.parse(pem))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATE_FAILURE))
                .hasMessageContaining(reason)
                .hasMessageContaining("RSA with 2048 to 8192 bits, EC on P-256 or P-384, and Ed25519")
                .hasNoCause();
    }

    @ParameterizedTest
    @CsvSource({"RSA,2048", "EC,secp256r1", "EC,secp384r1", "Ed25519,"})
    void keys_of_the_accepted_kinds_are_taken_and_kept_in_one_form(String algorithm, String parameter) throws GeneralSecurityException {
        PublicKey key = generated(algorithm, parameter);
        String written = PublicKeys.toPem(key);

        assertThat(PublicKeys.parse(written)).isEqualTo(key);
        assertThat(written.lines()).allMatch(line -> line.length() <= 64).startsWith("-----BEGIN PUBLIC KEY-----");
        assertThat(PublicKeys.parse(written.replaceAll("-----.*-----", ""))).isEqualTo(key);
        assertThat(new UserKey(" \r\n" + written.replace("\n", "\r\n\t"), "", Instant.EPOCH))
                .isEqualTo(new UserKey(pem(key.getEncoded()), " ", Instant.EPOCH))
                .returns(written, UserKey::pem)
                .returns(key, UserKey::key)
                .hasToString("UserKey[***]");
        assertThat(new Login.KeyPair(written)).hasToString("KeyPair[***]");
    }

    /** As Databend's own tests have it. */
    @Test
    void a_fingerprint_is_that_of_the_key_in_der() {
        PublicKey key = PublicKeys.parse(
                "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEspgvQCsgbJiYhnl9L/"
                        + "E5uaAbBlbMTiBLp0hLlcuuhBO++Q6mo7JhyUsEOP9ia4BryZWV0bKhiwTG2X0AWeZVqQ==");
        assertThat(PublicKeys.fingerprint(key)).isEqualTo("SHA256:sBDVc5gUgq6zgTWMt9K3XDEs6paj3ZDjblsFCb96048");
    }

    @Test
    void rsa_keys_have_2048_to_8192_bits() throws GeneralSecurityException {
        BigInteger exponent = BigInteger.valueOf(65_537);
        assertThat(PublicKeys.parse(PublicKeys.toPem(rsa(BigInteger.TWO.pow(8_191).setBit(0), exponent)))).isNotNull();
        assertThat(PublicKeys.parse(PublicKeys.toPem(rsa(BigInteger.TWO.pow(2_047).setBit(0), exponent)))).isNotNull();
        refused(PublicKeys.toPem(rsa(BigInteger.TWO.pow(8_192).setBit(0), exponent)), "RSA with 8193 bits");
        refused(PublicKeys.toPem(rsa(BigInteger.TWO.pow(2_046).setBit(0), exponent)), "RSA with 2047 bits");
    }

    @Test
    void rsa_keys_with_which_anybody_could_sign_are_refused() throws GeneralSecurityException {
        byte[] der = rsa(BigInteger.TWO.pow(2_047).setBit(0), BigInteger.valueOf(3)).getEncoded();
        for (byte exponent : new byte[] {0, 1, 2, 4}) {
            der[der.length - 1] = exponent;
            assertThatThrownBy(() -> PublicKeys.parse(pem(der))).isInstanceOf(StagedoorException.class);
        }
        der[der.length - 1] = 3;
        assertThat(PublicKeys.parse(pem(der))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"EC,secp521r1", "Ed448,", "X25519,", "RSASSA-PSS,2048"})
    void keys_of_other_kinds_are_refused(String algorithm, String parameter) throws GeneralSecurityException {
        refused(PublicKeys.toPem(generated(algorithm, parameter)), "The public key is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1"})
    void a_point_that_is_not_on_its_curve_is_refused(String curve) throws GeneralSecurityException {
        byte[] der = generated("EC", curve).getEncoded();
        der[der.length - 1] ^= 1;
        refused(pem(der), "not a point of its curve");
    }

    /**
     * For the first, the JDK takes a signature of zeros under one message in four. The list is that of libsodium's ge25519_has_small_order.
     */
    @ParameterizedTest
    @ValueSource(strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
    })
    void an_ed25519_key_of_small_order_is_refused(String point) {
        refused(pem(HexFormat.of().parseHex(ED25519_PREFIX + point)), "small order");
    }

    @Test
    void an_ed25519_key_that_is_no_point_is_refused() {
        refused(pem(HexFormat.of().parseHex(ED25519_PREFIX + "02" + "00".repeat(31))), "not a point of its curve");
        refused(pem(HexFormat.of().parseHex(ED25519_PREFIX + "ff".repeat(32))), "not a point of its curve");
    }

    @Test
    void what_is_not_such_pem_is_refused_without_being_repeated() throws GeneralSecurityException {
        byte[] der = generated("Ed25519", "").getEncoded();
        refused("", "of no kind");
        refused("not-a-valid-key!!!", "not Base64");
        refused("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----", "of no kind");
        refused(pem(der) + "\n" + pem(der), "not PEM");
        refused("hunter2\n" + pem(der), "not Base64");
        refused(pem(der).replace("PUBLIC KEY", "CERTIFICATE"), "not PEM");
        refused(pem(der).replace("PUBLIC KEY", "RSA PUBLIC KEY"), "not PEM");
        refused(pem(der).replace("\nM", "\n=M"), "not Base64");
        refused(pem(Arrays.copyOf(der, der.length + 1)), "of no kind");
        refused(pem(Arrays.copyOf(der, der.length - 1)), "of no kind");
        refused(" ".repeat(8_193), "longer than 8192 characters");
        refused("-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----", "This is a private key");
        assertThatThrownBy(() -> PublicKeys.parse("-----BEGIN EC PRIVATE KEY-----\nhunter2\n-----END EC PRIVATE KEY-----"))
                .message()
                .doesNotContain("hunter2");
    }

    @Property(tries = 500)
    void any_bytes_are_a_key_that_is_written_the_same_or_refused(@ForAll byte[] bytes) {
        try {
            String written = PublicKeys.toPem(PublicKeys.parse(pem(bytes)));
            assertThat(PublicKeys.toPem(PublicKeys.parse(written))).isEqualTo(written);
        } catch (StagedoorException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATE_FAILURE);
        }
    }
}
