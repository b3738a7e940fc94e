package dev.stagedoor.server.upload;

import dev.stagedoor.engine.file.StageFile;
import dev.stagedoor.engine.presign.UrlRights;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.server.audit.AuditLog;
import dev.stagedoor.server.authentication.Authenticator;
import dev.stagedoor.server.http.ConcurrencyLimit;
import dev.stagedoor.server.http.Endpoint;
import dev.stagedoor.server.http.GuardedBody;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.JsonAnswers;
import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.server.http.Origins;
import dev.stagedoor.server.http.PacedInputStream;
import dev.stagedoor.server.http.SlowClientException;
import dev.stagedoor.server.http.UserConcurrencyLimit;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code PUT /v1/upload_to_stage} ({@code docs/spec/protocol.md}, "Uploads"). Every part of the form becomes a file of the stage. */
public final class UploadHandler implements Endpoint {
    /** Files in one form; a client sends one. */
    private static final int MAX_PARTS = 1000;

    private static final int MAX_PART_HEADER_BYTES = 8 << 10;
    private static final int BUFFER_BYTES = 128 << 10;

    private record Answer(String id, String stageName, String state, List<String> files) {}

    private final Authenticator authenticator;
    private final UploadTargets targets;
    private final UrlRights rights;
    private final Origins origins;
    private final UserConcurrencyLimit places;
    private final MinimumRate minimumRate;
    private final AuditLog audit;

    /**
     * @param rights asked at the last byte of each file whether it may still be stored
     * @param places of uploads under way
     */
    public UploadHandler(
            Authenticator authenticator,
            UploadTargets targets,
            UrlRights rights,
            Origins origins,
            UserConcurrencyLimit places,
            MinimumRate minimumRate,
            AuditLog audit) {
        this.places = places;
        this.authenticator = authenticator;
        this.targets = targets;
        this.rights = rights;
        this.origins = origins;
        this.minimumRate = minimumRate;
        this.audit = audit;
    }

    @Override
    public void handle(Request request, Response response, Callback callback) {
        Principal principal = authenticator.authenticate(request);
        var trail = new UploadTrail(audit, UUID.randomUUID().toString(), principal, origins.clientAddress(request).getHostAddress());
        try {
            handle(request, response, callback, principal, trail);
        } catch (RuntimeException e) {
            throw trail.failed(e);
        }
    }

    private void handle(Request request, Response response, Callback callback, Principal principal, UploadTrail trail) {
        String stage = header(request, "X-DATABEND-STAGE-NAME", "stage_name")
                .orElseThrow(() -> HttpRefusal.badRequest(
                        "[HTTP-STAGE] Missing required parameter 'stage-name' in request headers: send X-DATABEND-STAGE-NAME. A proxy may"
                                + " have dropped stage_name (nginx does, unless underscores_in_headers is on)"));
        trail.stage(stage);
        String directory = trimSlashes(header(request, "X-DATABEND-RELATIVE-PATH", "relative_path").orElse(""));
        byte[] boundary = FormBoundary.of(request.getHeaders().get(HttpHeader.CONTENT_TYPE));
        List<String> files;
        try (ConcurrencyLimit.Place _ = places.take(principal.user())) {
            // Whether it may be written is asked for each file, before its first byte: its name may hold a path, and grants may be of
            // paths.
            files = receive(request, boundary, stage, directory, principal, trail);
        }
        trail.succeeded();
        JsonAnswers.send(response, callback, new Answer(trail.id(), stage, "SUCCESS", files));
    }

    private List<String> receive(
            Request request, byte[] boundary, String stage, String directory, Principal principal, UploadTrail trail) {
        var files = new ArrayList<String>();
        try {
            MultipartInput form = MultipartInput.builder()
                    .setInputStream(new PacedInputStream(request, minimumRate))
                    .setBufferSize(BUFFER_BYTES)
                    .setBoundary(boundary)
                    .setMaxPartHeaderSize(MAX_PART_HEADER_BYTES)
                    .get();
            form.setHeaderCharset(StandardCharsets.UTF_8);
            boolean more = form.skipPreamble();
            while (more) {
                if (files.size() == MAX_PARTS) {
                    throw HttpRefusal.badRequest("a form may hold " + MAX_PARTS + " files");
                }
                PartHeaders part = PartHeaders.parse(form.readHeaders());
                files.add(store(part, form, stage, directory, principal, trail));
                more = form.readBoundary();
            }
        } catch (SlowClientException e) {
            throw new HttpRefusal(408, 408, e.getMessage());
        } catch (FileUploadException e) {
            throw HttpRefusal.badRequest("the body is not a form as its Content-Type announces");
        } catch (IOException e) {
            throw HttpRefusal.badRequest("the form broke off, or is not as its Content-Type announces");
        }
        if (files.isEmpty()) {
            throw HttpRefusal.badRequest("the form holds no file");
        }
        return files;
    }

    private String store(
            PartHeaders part, MultipartInput form, String stage, String directory, Principal principal, UploadTrail trail)
            throws IOException {
        String filename = part.filename()
                .orElseThrow(() -> HttpRefusal.badRequest("Invalid form-data field: every part needs a file name"));
        StagePath path = path(stage, directory, filename);
        StageFile target = targets.uploadTarget(path, principal);
        PutConditions conditions = target.conditions(part.contentType());
        // Closed only when it has been read: closing reads the rest, however long, of a file that was refused.
        InputStream content = form.newInputStream();
        var bounded = new BoundedInputStream(content, target.maxBytes().orElse(Long.MAX_VALUE));
        try (var guarded = new GuardedBody(bounded, OptionalLong.empty(), new UploadGuard(rights, target, conditions))) {
            ObjectSummary stored = target.store().put(target.key(), guarded.toObjectBody(), conditions);
            trail.stored(path, stored.size());
        } catch (StorageException e) {
            throw bounded.isExceeded() ? tooLarge(filename, target) : e;
        }
        content.close();
        return filename;
    }

    private static HttpRefusal tooLarge(String filename, StageFile target) {
        return new HttpRefusal(
                413,
                413,
                "'" + filename + "' was not stored: stage '" + target.stage() + "' takes files of at most "
                        + target.maxBytes().orElseThrow() + " bytes (MAX_SIZE)");
    }

    /** As a location in SQL would be read: leading slashes gone, runs of slashes one. */
    private static StagePath path(String stage, String directory, String filename) {
        return StagePath.of(stage, directory.isEmpty() ? filename : directory + "/" + filename);
    }

    private static String trimSlashes(String path) {
        int from = 0;
        int to = path.length();
        while (from < to && path.charAt(from) == '/') {
            from++;
        }
        while (to > from && path.charAt(to - 1) == '/') {
            to--;
        }
        return path.substring(from, to);
    }

    /**
     * Header values are UTF-8; Jetty gives their bytes as ISO-8859-1. HTTP drops blanks and tabs at both ends of a value; everything else
     * is kept.
     */
    private static Optional<String> header(Request request, String name, String olderName) {
        String value = request.getHeaders().get(name);
        if (value == null) {
            value = request.getHeaders().get(olderName);
        }
        return Optional.ofNullable(value)
                .map(text -> new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                .filter(text -> !text.isEmpty());
    }
}
