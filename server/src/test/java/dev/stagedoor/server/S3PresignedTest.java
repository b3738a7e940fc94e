package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.s3v4.S3V4Terms;
import dev.stagedoor.storage.Bodies;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs that the holder of the door's access key presigns, with what SDKs write into their queries. */
class S3PresignedTest {
    @TempDir
    static Path data;

    private static S3Door open;

    @BeforeAll
    static void start() {
        open = new S3Door(data);
    }

    @AfterAll
    static void stop() {
        open.close();
    }

    private static URI url(HttpMethod method, String key, Map<String, String> query) {
        return url(method, key, query, Map.of());
    }

    private static URI url(HttpMethod method, String key, Map<String, String> query, Map<String, String> headers) {
        return open.door.presign(method, key, S3Door.KEY, new S3V4Terms(Duration.ofHours(1), headers, query));
    }

    private static HttpResponse<String> put(String key, String body, Map<String, String> query) {
        return open.send("PUT", url(HttpMethod.PUT, key, query), body);
    }

    private static HttpResponse<String> get(String key, Map<String, String> query) {
        return open.send("GET", url(HttpMethod.GET, key, query), "");
    }

    private static void assertRefused(HttpResponse<String> response, int status, String... words) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains(words);
    }

    @Test
    void what_the_sdk_for_javascript_writes_into_a_url_is_understood() {
        var upload = Map.of(
                "X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD",
                "x-amz-checksum-crc32", "AAAAAA==",
                "x-amz-sdk-checksum-algorithm", "CRC32",
                "x-amz-acl", "private",
                "x-id", "PutObject");
        assertThat(put("js", "hello", upload).statusCode()).isEqualTo(200);
        var download = Map.of("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD", "x-amz-checksum-mode", "ENABLED", "x-id", "GetObject");
        assertThat(get("js", download).body()).isEqualTo("hello");
    }

    @Test
    void a_checksum_in_the_query_binds_the_body_unless_it_is_that_of_nothing() {
        assertThat(put("sum", "hello", Map.of("x-amz-checksum-crc32", "NhCmhg==")).statusCode()).isEqualTo(200);
        assertRefused(put("sum", "other", Map.of("x-amz-checksum-crc32", "NhCmhg==")), 400, "BadDigest");
        assertRefused(put("sum", "other", Map.of("X-Amz-Checksum-Crc32", "NhCmhg==")), 400, "BadDigest");
        assertThat(get("sum", Map.of()).body()).isEqualTo("hello");
        String sum = Base64.getEncoder().encodeToString(Bodies.crc64Nvme(Bodies.utf8("hello")));
        assertThat(put("sum64", "hello", Map.of("x-amz-checksum-crc64nvme", sum)).statusCode()).isEqualTo(200);
        assertRefused(put("sum64", "other", Map.of("x-amz-checksum-crc64nvme", sum)), 400, "BadDigest");
        assertThat(put("sum64", "other", Map.of("x-amz-checksum-crc64nvme", "AAAAAAAAAAA=")).statusCode()).isEqualTo(200);
    }

    @Test
    void a_header_in_the_query_and_in_the_request_is_refused() {
        URI url = url(HttpMethod.PUT, "twice", Map.of("x-amz-acl", "private"), Map.of("x-amz-acl", "private"));
        assertRefused(open.send("PUT", url, "x", "x-amz-acl", "private"), 400, "x-amz-acl is given twice");
        assertRefused(put("twice", "x", Map.of("x-amz-acl", "private", "X-Amz-Acl", "private")), 400, "x-amz-acl is given twice");
        assertThat(open.door.has("twice")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "x-amz-acl, public-read, x-amz-acl can only be private",
        "x-amz-storage-class, GLACIER, x-amz-storage-class can only be STANDARD",
        "x-amz-tagging, a=b, x-amz-tagging",
        "x-amz-server-side-encryption, AES256, x-amz-server-side-encryption",
        "versionId, 1, 'versionId'",
        "x-stagedoor-max-size, 1, 'x-stagedoor-max-size'",
        "x-amz-copy-source, /stagedoor/a, with a presigned URL is not supported"
    })
    void what_is_not_supported_is_refused_by_name(String name, String value, String words) {
        assertRefused(put("never", "x", Map.of(name, value)), 501, "NotImplemented", words);
        assertThat(open.door.has("never")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"uploadId, u", "partNumber, 1"})
    void half_of_what_a_part_needs_is_refused(String name, String value) {
        assertRefused(put("never", "x", Map.of(name, value)), 400, "InvalidRequest", "needs both partNumber and uploadId");
        assertThat(open.door.has("never")).isFalse();
    }

    @Test
    void a_signed_download_overrides_headers_of_its_answer() {
        put("o.csv", "hello", Map.of());
        var overrides = Map.of(
                "response-content-type", "text/csv",
                "response-content-language", "de",
                "response-expires", "Thu, 01 Dec 1994 16:00:00 GMT",
                "response-cache-control", "no-cache",
                "response-content-disposition", "attachment; filename=\"ü.csv\"",
                "response-content-encoding", "identity");
        HttpResponse<String> answer = get("o.csv", overrides);
        assertThat(answer.body()).isEqualTo("hello");
        overrides.forEach((parameter, value) -> assertThat(answer.headers().allValues(parameter.substring("response-".length())))
                .containsExactly(value));
        assertThat(open.signed("GET", "/stagedoor/o.csv?response-content-type=a%2Fb", "").headers().firstValue("content-type"))
                .hasValue("a/b");
        assertThat(open.send("HEAD", url(HttpMethod.HEAD, "o.csv", Map.of("response-content-type", "a/b")), "").headers()
                .firstValue("content-type"))
                .hasValue("a/b");
        assertThat(get("o.csv", Map.of()).headers().firstValue("cache-control")).isEmpty();
    }

    @Test
    void overrides_are_for_signed_downloads_only() {
        put("p", "hello", Map.of());
        URI plain = url(HttpMethod.GET, "p", Map.of());
        assertRefused(open.send("GET", URI.create(plain + "&response-content-type=text%2Fhtml"), ""), 403, "SignatureDoesNotMatch");
        assertRefused(put("p", "x", Map.of("response-content-type", "text/html")), 400, "response-content-type", "GET and HEAD only");
        assertRefused(get("p", Map.of("response-x", "y")), 501, "response-x");
        assertRefused(get("p", Map.of("response-content-disposition", "€")), 400, "InvalidArgument");
        assertRefused(open.signed("GET", "/stagedoor/p?response-content-type=a%0D%0Ab:c", ""), 400, "InvalidArgument");
    }

    @Test
    void the_first_part_of_an_object_is_all_of_it_and_there_is_no_second() {
        put("whole", "hello", Map.of());
        HttpResponse<String> first = get("whole", Map.of("partNumber", "1"));
        assertThat(first.statusCode()).isEqualTo(206);
        assertThat(first.body()).isEqualTo("hello");
        assertThat(first.headers().firstValue("content-range")).hasValue("bytes 0-4/5");
        assertRefused(get("whole", Map.of("partNumber", "2")), 416, "InvalidPartNumber");
        URI both = url(HttpMethod.GET, "whole", Map.of("partNumber", "1"));
        assertRefused(open.send("GET", both, "", "Range", "bytes=0-1"), 400, "Range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?AWSAccessKeyId=ROOTUSER&Signature=c2lnbmF0dXJl&Expires=1795897499"})
    void a_url_of_signature_version_2_is_told_what_to_set(String query) {
        HttpResponse<String> refused = open.send("GET", URI.create(open.door.origin() + "/stagedoor/a" + query), "");
        assertRefused(refused, 400, "AWS Signature Version 2 is not supported", "signature_version='s3v4'");
    }
}
