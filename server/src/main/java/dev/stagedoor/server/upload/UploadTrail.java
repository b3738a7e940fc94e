package dev.stagedoor.server.upload;

import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.server.audit.AuditLog;
import dev.stagedoor.server.audit.AuditRecord;
import dev.stagedoor.server.audit.AuditRecord.Outcome;
import dev.stagedoor.server.http.ErrorAnswers;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.sql.StagePath;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** One upload through the server on its way to the audit log. Used by one thread. */
final class UploadTrail {
    private final AuditLog log;
    private final String id;
    private final Principal principal;
    private final String client;
    private final long startNanos = System.nanoTime();
    private final List<String> objects = new ArrayList<>();
    private String stage = "";
    private long bytes;

    UploadTrail(AuditLog log, String id, Principal principal, String client) {
        this.log = log;
        this.id = id;
        this.principal = principal;
        this.client = client;
    }

    String id() {
        return id;
    }

    /** The request names a stage, be it one that is not. */
    void stage(String name) {
        stage = name;
    }

    /** A file is durable, whatever becomes of the next. */
    void stored(StagePath path, long size) {
        objects.add("@" + path.stage() + "/" + path.path());
        bytes += size;
    }

    void succeeded() {
        end(Outcome.OK, OptionalInt.empty());
    }

    /** Gives back what to throw: a defect got its id here, which the log of the server and the answer share. */
    HttpRefusal failed(RuntimeException e) {
        HttpRefusal refusal = ErrorAnswers.asRefusal(e);
        end(Outcome.ERROR, OptionalInt.of(refusal.code()));
        return refusal;
    }

    private void end(Outcome outcome, OptionalInt code) {
        if (log.isOn()) {
            log.write(new AuditRecord.Upload(
                    id, principal.user(), principal.role(), client, stage, objects, outcome, code, System.nanoTime() - startNanos, bytes));
        }
    }
}
