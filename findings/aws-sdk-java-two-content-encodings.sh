#!/usr/bin/env bash
# AWS SDK for Java 2.54.2: a PutObject with an encoding of its own sends Content-Encoding twice.
#
# A file that is stored with contentEncoding("gzip") is still sent in signed chunks when the endpoint is plain HTTP.
# For that the SDK adds the value aws-chunked, behind the file's own value.
# Its default HTTP client, Apache5HttpClient, sends two header lines, one for each value.
# With UrlConnectionHttpClient the same request has one line with both values.
# So a server must read all lines of that name, and must take aws-chunked out wherever it stands.
# One that reads the first line alone stores the chunk frames as the file; one that reads the last alone forgets that the file is gzip.
# The signature covers this header, so nothing on the way may tidy it up.
# With chunkedEncodingEnabled(false) only the file's own value is sent.
#
# Seen:
#   Apache5HttpClient: gzip | aws-chunked
#   UrlConnectionHttpClient: gzip,aws-chunked
#   Apache5HttpClient, chunkedEncodingEnabled(false): gzip
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId>
  <artifactId>example</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>software.amazon.awssdk</groupId><artifactId>s3</artifactId><version>2.54.2</version></dependency>
    <dependency><groupId>software.amazon.awssdk</groupId><artifactId>url-connection-client</artifactId><version>2.54.2</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies -DoutputDirectory="$work/lib" > maven.log 2>&1 \
    || { cat maven.log >&2; exit 1; }

cat > Put.java <<'JAVA'
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

public class Put {
    /** Takes one request, answers that it is stored, and returns the request's head. */
    static String serve(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.setSoTimeout(10_000);
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            if (values(head.toString(), "expect").equals("100-continue")) {
                socket.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            in.readNBytes(Integer.parseInt(values(head.toString(), "content-length")));
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return head.toString();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The values of the lines with this name, as they came, with bars between. */
    static String values(String head, String name) {
        return head.lines().filter(line -> line.toLowerCase().startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip()).collect(Collectors.joining(" | "));
    }

    static void put(String what, SdkHttpClient.Builder<?> http, boolean chunked) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> head = CompletableFuture.supplyAsync(() -> serve(server));
            S3ClientBuilder builder = S3Client.builder()
                    .endpointOverride(URI.create("http://127.0.0.1:" + server.getLocalPort()))
                    .region(Region.US_EAST_1)
                    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("example", "example")))
                    .serviceConfiguration(s3 -> s3.pathStyleAccessEnabled(true).chunkedEncodingEnabled(chunked));
            builder.httpClientBuilder(http);
            try (S3Client client = builder.build()) {
                client.putObject(put -> put.bucket("books").key("atlas.csv.gz").contentEncoding("gzip"), RequestBody.fromBytes(new byte[100]));
            }
            System.out.println(what + ": " + values(head.join(), "content-encoding"));
        }
    }

    public static void main(String[] arguments) throws Exception {
        put("Apache5HttpClient", Apache5HttpClient.builder(), true);
        put("UrlConnectionHttpClient", UrlConnectionHttpClient.builder(), true);
        put("Apache5HttpClient, chunkedEncodingEnabled(false)", Apache5HttpClient.builder(), false);
    }
}
JAVA

"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "lib/*" Put.java 2> warnings | tee seen || { cat warnings >&2; exit 1; }

diff seen - <<'EXPECTED' || { echo "this is not what was seen before" >&2; exit 1; }
Apache5HttpClient: gzip | aws-chunked
UrlConnectionHttpClient: gzip,aws-chunked
Apache5HttpClient, chunkedEncodingEnabled(false): gzip
EXPECTED
