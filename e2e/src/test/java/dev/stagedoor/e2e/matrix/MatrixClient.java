package dev.stagedoor.e2e.matrix;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A client, and the program in which it does all it can; the rows of the table. The programs stand in src/test/resources/clients and in
 * node.
 */
enum MatrixClient {
    CURL("curl", Kind.BASH, "curl.sh", Operations.HTTP, Map.of()),
    HTTP_CLIENT("Python http.client", Kind.PYTHON, "http_client.py", Operations.HTTP, Map.of(Entrance.HTTPS_H2, Reasons.PYTHON)),
    BOTO3("boto3", Kind.PYTHON, "boto3_client.py", Operations.S3, Map.of(Entrance.HTTPS_H2, Reasons.PYTHON)),
    AWS_CLI("AWS CLI", Kind.BASH, "aws.sh", Operations.S3, Map.of(Entrance.HTTPS_H2, Reasons.PYTHON)),
    RCLONE("rclone", Kind.BASH, "rclone.sh", Operations.RCLONE, Map.of()),
    FETCH("Node fetch", Kind.NODE, "fetch.mjs", Operations.HTTP, Map.of(Entrance.HTTPS_H2, Reasons.FETCH)),
    AWS_SDK("AWS SDK for JavaScript v3", Kind.NODE, "aws_sdk.mjs", Operations.S3, Map.of(Entrance.HTTPS_H2, Reasons.AWS_SDK)),
    JAVA("Java HttpClient", Kind.JAVA, "HttpClientProgram.java", Operations.HTTP, Map.of()),
    JDBC("databend-jdbc 0.2.8", Kind.JAVA, "JdbcClient.java", Operations.HTTP, Map.of(Entrance.HTTPS_HTTP_1_1, Reasons.JDBC)),
    DRIVER("databend-driver 0.33.7", Kind.NODE, "databend.mjs", Operations.DRIVER, Map.of(Entrance.HTTPS_H2, Reasons.DRIVER)),
    DRIVER_NATIVE("databend-driver, native library 0.34.2", Kind.NODE, "databend.mjs", Operations.DRIVER,
            Map.of(Entrance.HTTPS_H2, Reasons.DRIVER));

    /** What runs the program. */
    enum Kind {
        BASH,
        PYTHON,
        NODE,
        JAVA
    }

    /** What a client can be asked to do. */
    private static final class Operations {
        private static final List<String> HTTP =
                List.of("SQL", "presigned upload", "presigned download", "upload_to_stage", "list", "delete");
        private static final List<String> DRIVER = List.of("SQL", "presigned upload", "presigned download", "list", "delete");
        private static final List<String> S3 = List.of("upload", "download", "list", "own presigned URL", "delete");
        private static final List<String> RCLONE = List.of("upload", "list", "check", "download", "own presigned URL", "delete");
    }

    /** Why a client cannot come by an entrance at all. */
    private static final class Reasons {
        private static final String PYTHON = "Python's http.client, on which boto3 and the AWS CLI stand as well, does not speak HTTP/2.";
        private static final String FETCH = "Node's fetch speaks HTTP/2 only with another dispatcher than its own.";
        private static final String AWS_SDK =
                "The SDK speaks HTTP/2 only with another handler than its own, which signs :authority in the place of host: no S3"
                + " signature, and Amazon S3 has no HTTP/2.";
        private static final String DRIVER = "databend-driver offers http/1.1 alone in the handshake.";
        private static final String JDBC = "databend-jdbc speaks h2 wherever the server offers it, and has no setting for it.";
    }

    private final String title;
    private final Kind kind;
    private final String program;
    private final List<String> operations;
    private final Map<Entrance, String> closed;

    MatrixClient(String title, Kind kind, String program, List<String> operations, Map<Entrance, String> closed) {
        this.title = title;
        this.kind = kind;
        this.program = program;
        this.operations = operations;
        this.closed = closed;
    }

    String title() {
        return title;
    }

    Kind kind() {
        return kind;
    }

    String program() {
        return program;
    }

    List<String> operations() {
        return operations;
    }

    /** Why it cannot come this way. */
    Optional<String> whyNot(Entrance entrance) {
        return Optional.ofNullable(closed.get(entrance));
    }

    /** A name for files and stages. */
    String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
