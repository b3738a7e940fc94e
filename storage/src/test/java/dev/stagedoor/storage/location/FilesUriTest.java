package dev.stagedoor.storage.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.KeyPrefix;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilesUriTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', emptyValue = "", textBlock = """
            s3://b                | s3://b/         |              |                | s3://b/
            s3://b/a%20b/c/       | s3://b/a%20b/c/ | a b/c/       | a b/c/         | s3://b/a b/c/
            s3://b/a//c%2Bd.csv   | s3://b/a//      |              | a/c+d.csv      | s3://b/
            s3://b/x              | s3://b/         |              | x              | s3://b/
            fs:///srv/a/          | fs:///srv/a/    | srv/a/       | srv/a/         | fs:///srv/a/
            fs:///srv/a%20b       | fs:///srv/      |              | srv/a%20b      | fs:///
            https://h/a/b.csv     | https://h/a/b.csv |            |                | https://h/
            https://h/a/          | https://h/a/    | a/           | a/             | https://h/a/
            ipfs://Qm/a/b.csv     | ipfs://Qm/a/    | ipfs/Qm/     | ipfs/Qm/a/b.csv | ipfs://Qm/
            ipfs://Qm/a/          | ipfs://Qm/a/    | ipfs/Qm/a/   | ipfs/Qm/a/     | ipfs://Qm/a/
            hf://own/repo/a/b.csv | hf://own/repo/a/ |             | a/b.csv        | hf://own/repo/
            hf://own/repo/a/      | hf://own/repo/a/ | a/          | a/             | hf://own/repo/a/
            """)
    void path_is_a_directory_or_the_beginning_of_keys(String url, String directory, String root, String prefix, String shown) {
        String given = root == null ? "" : root;
        assertThat(files(url))
                .isEqualTo(new FilesUri(
                        new StoreUri(directory, ConnectionParameters.NONE), given, new KeyPrefix(prefix == null ? "" : prefix), shown));
        assertThat(files(url).directory().parse()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s4://b/x", "azblob://c/x", "s3://b/a/../x", "s3://b/..", "/etc/passwd", "hf://own/x", "fs:///a/../b"})
    void what_is_no_place_is_refused(String url) {
        assertThatThrownBy(() -> files(url)).isInstanceOf(StagedoorException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "s3://b/, https://e, true", "s3://b/, http://e, false", "s3://b/, '', true", "https://h/x, '', true", "http://h/x, '', false",
        "fs:///srv/, '', false", "hf://own/repo/, '', true", "azblob://c/, http://e, false"
    })
    void only_https_is_secure(String url, String endpoint, boolean secure) {
        Map<String, String> connection = endpoint.isEmpty() ? Map.of() : Map.of("endpoint_url", endpoint);
        var uri = new StoreUri(url, new ConnectionParameters(new TreeMap<>(connection)));
        assertThat(uri.parse().isSecure()).isEqualTo(secure);
    }

    private static FilesUri files(String url) {
        return new StoreUri(url, ConnectionParameters.NONE).parseFiles();
    }
}
