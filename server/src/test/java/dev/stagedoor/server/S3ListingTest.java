package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Listings of the door as S3 gives them, with the AWS SDK as the client: both versions, delimiters and pages. */
class S3ListingTest {
    private static final String BUCKET = S3Door.BUCKET;

    /** More keys below one prefix than are passed over singly, keys beside prefixes, and characters that sort high. */
    private static final List<String> KEYS = Stream.of(
                    IntStream.range(0, 300).mapToObj("big/%03d"::formatted),
                    IntStream.range(0, 70).mapToObj("big/sub/%03d"::formatted),
                    IntStream.range(0, 65).mapToObj("edge/%03d"::formatted),
                    Stream.of("a", "a b+ü/1", "a b+ü/2", "big", "big.csv", "big0", "z/1", "zz", "\uFFFD/x", "\uD83D\uDE00/x",
                            "\uDBFF\uDFFF/1", "\uDBFF\uDFFF/2"))
            .flatMap(keys -> keys)
            .toList();

    @TempDir
    static Path data;

    private static S3Door open;

    @BeforeAll
    static void start() {
        open = new S3Door(data);
        open.store(KEYS);
    }

    @AfterAll
    static void stop() {
        open.close();
    }

    /** What S3's documentation says is listed, worked out from all keys. */
    private static List<String> expected(String prefix, String delimiter) {
        var entries = new TreeSet<String>(S3ListingTest::compare);
        for (String key : KEYS) {
            if (key.startsWith(prefix)) {
                int at = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
                entries.add(at < 0 ? key : key.substring(0, at + delimiter.length()));
            }
        }
        return List.copyOf(entries);
    }

    /** In the order of UTF-8 bytes. */
    private static int compare(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> entries(List<S3Object> contents, List<CommonPrefix> prefixes) {
        return Stream.concat(contents.stream().map(S3Object::key), prefixes.stream().map(CommonPrefix::prefix))
                .sorted(S3ListingTest::compare)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "'', /, 7", "'', /, 1000", "'', /, 1", "big, /, 2", "big/, /, 100", "big/sub/, /, 1000", "'', '', 100", "none, /, 5", "'', 0, 3",
        "'a b', +, 1",
        "'', ig, 2", "z, z, 1", "edge/, /, 64"
    })
    void a_listing_with_a_delimiter_shows_each_common_prefix_once_whatever_the_page(String prefix, String delimiter, int page) {
        List<String> second = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            ListObjectsV2Response answer = open.s3.listObjectsV2(
                    r -> r.bucket(BUCKET).prefix(prefix).delimiter(delimiter).maxKeys(page).continuationToken(from).encodingType("url"));
            assertThat(answer.keyCount()).isEqualTo(answer.contents().size() + answer.commonPrefixes().size()).isLessThanOrEqualTo(page);
            second.addAll(entries(answer.contents(), answer.commonPrefixes()));
            token = answer.nextContinuationToken();
            assertThat(token != null).isEqualTo(answer.isTruncated());
        } while (token != null);

        List<String> first = new ArrayList<>();
        String marker = null;
        do {
            String from = marker;
            ListObjectsResponse answer = open.s3.listObjects(
                    r -> r.bucket(BUCKET).prefix(prefix).delimiter(delimiter).maxKeys(page).marker(from).encodingType("url"));
            first.addAll(entries(answer.contents(), answer.commonPrefixes()));
            marker = answer.nextMarker();
            assertThat(marker != null).isEqualTo(answer.isTruncated());
        } while (marker != null);

        assertThat(second).isEqualTo(expected(prefix, delimiter));
        assertThat(first).isEqualTo(expected(prefix, delimiter));
    }

    @Test
    void a_page_begins_behind_the_marker_or_the_key_to_start_after() {
        assertThat(open.s3.listObjects(r -> r.bucket(BUCKET).marker("z/1").maxKeys(1)).contents()).extracting(S3Object::key)
                .containsExactly("zz");
        ListObjectsV2Response after = open.s3.listObjectsV2(r -> r.bucket(BUCKET).delimiter("/").startAfter("big/").maxKeys(2));
        assertThat(entries(after.contents(), after.commonPrefixes())).containsExactly("big0", "edge/");
        ListObjectsV2Response within = open.s3.listObjectsV2(r -> r.bucket(BUCKET).delimiter("/").startAfter("big/298").maxKeys(2));
        assertThat(entries(within.contents(), within.commonPrefixes())).containsExactly("big/", "big0");
    }

    @Test
    void what_was_asked_for_is_told_back_and_encoded_when_asked() {
        String second = open.signed("GET",
                "/" + BUCKET + "?list-type=2&delimiter=%2B%C3%BC&prefix=a%20&encoding-type=url&start-after=a", "").body();
        assertThat(second).contains("<Delimiter>%2B%C3%BC</Delimiter>", "<Prefix>a%20</Prefix>", "<StartAfter>a</StartAfter>",
                "<CommonPrefixes><Prefix>a%20b%2B%C3%BC</Prefix></CommonPrefixes>", "<EncodingType>url</EncodingType>",
                "<KeyCount>1</KeyCount>");
        String first = open.signed("GET", "/" + BUCKET + "?delimiter=%2F&prefix=a%20&marker=a%20&max-keys=1", "").body();
        assertThat(first)
                .contains("<Marker>a </Marker>", "<Delimiter>/</Delimiter>", "<CommonPrefixes><Prefix>a b+ü/</Prefix></CommonPrefixes>")
                .doesNotContain("KeyCount", "ContinuationToken", "NextMarker");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list-type=3", "encoding-type=hex", "max-keys=x"})
    void parameters_that_make_no_sense_are_refused(String parameter) {
        var refused = open.signed("GET", "/" + BUCKET + "?" + parameter, "");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("InvalidArgument");
    }

    @ParameterizedTest
    @ValueSource(strings = {"marker", "versioning", "start-aftr"})
    void parameters_of_another_operation_are_refused_by_name(String parameter) {
        var refused = open.signed("GET", "/" + BUCKET + "?list-type=2&" + parameter + "=a", "");
        assertThat(refused.statusCode()).isEqualTo(501);
        assertThat(refused.body()).contains("'" + parameter + "'");
    }
}
