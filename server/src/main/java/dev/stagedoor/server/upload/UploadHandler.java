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
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code PUT /v1/upload_to_stage} ({@code docs/spec/protocol.md}, "Uploads"). Every part of the form becomes a file of the stage. */
public final class UploadHandler implements Endpoint {
    /** Files in one form; a client sends one. */
    private static final int MAX_PARTS = 1000;

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
        UploadForm form = UploadForm.of(request, minimumRate);
        List<String> files;
        try (ConcurrencyLimit.Place _ = places.take(principal.user())) {
            // Whether it may be written is asked for each file, before its first byte: its name may hold a path, and grants may be of
            // paths.
            files = receive(form, stage, directory, principal, trail);
        }
        trail.succeeded();
        JsonAnswers.send(response, callback, new Answer(trail.id(), stage, "SUCCESS", files));
    }

    private List<String> receive(UploadForm form, String stage, String directory, Principal principal, UploadTrail trail) {
        var files = new ArrayList<String>();
        form.read(MAX_PARTS, (part, content) -> files.add(store(part, content, stage, directory, principal, trail)));
        return files;
    }

    private String store(
            PartHeaders part, InputStream content, String stage, String directory, Principal principal, UploadTrail trail)
            throws IOException {
        String filename = part.filename()
                .orElseThrow(() -> HttpRefusal.badRequest("Invalid form-data field: every part needs a file name"));
        StagePath path = path(stage, directory, filename);
        StageFile target = targets.uploadTarget(path, principal);
        PutConditions conditions = target.conditions(part.contentType());
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
