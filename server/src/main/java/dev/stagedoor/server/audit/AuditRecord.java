package dev.stagedoor.server.audit;

import dev.stagedoor.server.http.JsonBuffer;
import dev.stagedoor.storage.PresignId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a line of the audit log is made of. Every kind has the same keys in every line; what is not known is {@code null}. */
public sealed interface AuditRecord {
    /** The value of {@code kind}. */
    String kind();

    /** Writes all keys but {@code time} and {@code kind}, each after a comma. */
    void writeTo(AuditLine line);

    /** How something ended. */
    enum Outcome {
        OK,
        ERROR,
        /** Ended by its user or by the server before its result was fetched to the end. */
        CANCELLED;

        String text() {
            return switch (this) {
                case OK -> "ok";
                case ERROR -> "error";
                case CANCELLED -> "cancelled";
            };
        }
    }

    /**
     * A statement that has ended.
     *
     * @param statement what kind of statement; empty when it could not be read
     * @param objects what it names
     * @param presignIds of the URLs it issued
     * @param code of the error
     * @param rows given to the client
     */
    record Statement(
            String queryId,
            String user,
            String role,
            String client,
            Optional<String> statement,
            List<String> objects,
            List<PresignId> presignIds,
            Outcome outcome,
            OptionalInt code,
            long nanos,
            long rows)
            implements AuditRecord {
        @Override
        public String kind() {
            return "statement";
        }

        @Override
        public void writeTo(AuditLine line) {
            line.text("query_id", queryId)
                    .text("user", user)
                    .text("role", role)
                    .text("client", client)
                    .text("statement", statement.orElse(null))
                    .texts("objects", objects)
                    .texts("presign_ids", presignIds.stream().map(PresignId::toString).toList())
                    .text("outcome", outcome.text())
                    .number("code", code)
                    .milliseconds(nanos)
                    .number("rows", rows);
        }
    }

    /**
     * A request at the door that was answered.
     *
     * @param presignId of the URL, when its signature was right
     * @param accessKeyId of the S3 client that signed, when that was right and the key is not the server's own
     * @param path decoded, beginning with {@code /} and the bucket; no query
     * @param error S3's code
     * @param bytes of a file that went either way
     */
    record DoorRequest(
            String requestId,
            Optional<PresignId> presignId,
            Optional<String> accessKeyId,
            String method,
            String path,
            String client,
            int status,
            Optional<String> error,
            long nanos,
            long bytes)
            implements AuditRecord {
        @Override
        public String kind() {
            return "door";
        }

        @Override
        public void writeTo(AuditLine line) {
            line.text("request_id", requestId)
                    .text("presign_id", presignId.map(PresignId::toString).orElse(null))
                    .text("access_key_id", accessKeyId.orElse(null))
                    .text("method", method)
                    .text("path", path)
                    .text("client", client)
                    .number("status", status)
                    .text("error", error.orElse(null))
                    .milliseconds(nanos)
                    .number("bytes", bytes);
        }
    }

    /**
     * A form of files sent through the server.
     *
     * @param queryId also in the answer, where it was served
     * @param objects the files that were stored, also when another was not
     */
    record Upload(
            String queryId,
            String user,
            String role,
            String client,
            String stage,
            List<String> objects,
            Outcome outcome,
            OptionalInt code,
            long nanos,
            long bytes)
            implements AuditRecord {
        @Override
        public String kind() {
            return "upload";
        }

        @Override
        public void writeTo(AuditLine line) {
            line.text("query_id", queryId)
                    .text("user", user)
                    .text("role", role)
                    .text("client", client)
                    .text("stage", stage)
                    .texts("objects", objects)
                    .text("outcome", outcome.text())
                    .number("code", code)
                    .milliseconds(nanos)
                    .number("bytes", bytes);
        }
    }

    /**
     * A request that did not show who sends it.
     *
     * @param user a user there is. Other names are left out: some are passwords, typed into the wrong field
     * @param path of the endpoint
     */
    record FailedLogin(Optional<String> user, String client, String path, int code) implements AuditRecord {
        @Override
        public String kind() {
            return "login";
        }

        @Override
        public void writeTo(AuditLine line) {
            line.text("user", user.orElse(null))
                    .text("client", client)
                    .text("path", path)
                    .text("outcome", Outcome.ERROR.text())
                    .number("code", code);
        }
    }

    /** One line, with its line feed. */
    static JsonBuffer line(String time, AuditRecord entry) {
        var line = new AuditLine(time, entry.kind());
        entry.writeTo(line);
        return line.end();
    }
}
