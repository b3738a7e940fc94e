package dev.stagedoor.bench.system;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.s3v4.BucketAddress;
import dev.stagedoor.signing.s3v4.S3V4Presigner;
import dev.stagedoor.signing.s3v4.S3V4Terms;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A running object store that takes presigned requests, and the key to sign them with. */
public final class Contender implements AutoCloseable {
    /** Where its one bucket is, and what it is called. */
    public static final String S3PROXY_REGION = "us-east-1";
    public static final String S3PROXY_BUCKET = "bench";

    private static final Pattern S3PROXY_READY = Pattern.compile("Started .*Server@");
    private static final S3Credential S3PROXY_CREDENTIAL = new S3Credential("bench-identity", Secret.of("bench-credential"));
    private static final Duration EXPIRE = Duration.ofHours(1);

    private final PeerProcess process;
    private final URI address;
    private final BucketAddress bucket;
    private final S3V4Presigner presigner;

    private Contender(PeerProcess process, URI address, String bucket, S3V4Presigner presigner) {
        this.process = process;
        this.address = address;
        this.bucket = BucketAddress.pathStyle(address, bucket);
        this.presigner = presigner;
    }

    /** The embedded store behind its door, with every default: fully durable. */
    static Contender door(Path data) throws IOException {
        S3Credential credential;
        try (var directory = DataDirectory.open(data)) {
            credential = directory.credential();
        }
        var options = EmbeddedOptions.DEFAULT;
        var process = Home.stagedoor(data, "");
        return new Contender(process, URI.create(process.ready(1)), options.bucket(), new S3V4Presigner(credential, options.region()));
    }

    /** s3proxy over its file-system store, which does not fsync, with signatures checked. */
    public static Contender s3proxy(Path data) throws IOException {
        int port;
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        var address = URI.create("http://127.0.0.1:" + port);
        Path files = Files.createDirectories(data.resolve("files"));
        Files.createDirectories(files.resolve(S3PROXY_BUCKET));
        Path properties = Files.writeString(
                data.resolve("s3proxy.properties"),
                """
                s3proxy.endpoint=%s
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                s3proxy.v4-max-non-chunked-request-size=4294967296
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """
                        .formatted(address, S3PROXY_CREDENTIAL.accessKeyId(), S3PROXY_CREDENTIAL.secretAccessKey().reveal(), files));
        var jar = Home.root().resolve("bench/target/peers/s3proxy.jar").toString();
        var command = List.of(Home.java(), "-jar", jar, "--properties", properties.toString());
        var process = PeerProcess.start(command, Map.of(), S3PROXY_READY);
        return new Contender(process, address, S3PROXY_BUCKET, new S3V4Presigner(S3PROXY_CREDENTIAL, S3PROXY_REGION));
    }

    public URI address() {
        return address;
    }

    /** Processor time of the server since it was started. */
    Duration processorTime() throws IOException {
        return process.processorTime();
    }

    /** What s3proxy knows its one user by. */
    public static S3Credential s3proxyCredential() {
        return S3PROXY_CREDENTIAL;
    }

    URI presign(String method, String key) {
        var request = presigner.presign(HttpMethod.valueOf(method), bucket, key, S3V4Terms.expiring(EXPIRE), Instant.now());
        return URI.create(request.url());
    }

    @Override
    public void close() {
        process.close();
    }
}
