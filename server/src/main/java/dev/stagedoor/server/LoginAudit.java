package dev.stagedoor.server;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.server.audit.AuditLog;
import dev.stagedoor.server.audit.AuditRecord;
import dev.stagedoor.server.authentication.BasicCredentials;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.Origins;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/** Enters every login that failed in the audit log, whichever endpoint it was sent to: a failed login is what is answered 401. */
final class LoginAudit {
    private static final int MAX_USER_CHARS = 128;

    private final AuditLog audit;
    private final Origins origins;

    LoginAudit(AuditLog audit, Origins origins) {
        this.audit = audit;
        this.origins = origins;
    }

    void answered(Request request, HttpRefusal refusal) {
        if (refusal.status() != 401 || !audit.isOn()) {
            return;
        }
        boolean known = refusal.recordedCode() != ErrorCode.UNKNOWN_USER.number();
        audit.write(new AuditRecord.FailedLogin(
                known ? BasicCredentials.claimedUser(request.getHeaders()).filter(user -> user.length() <= MAX_USER_CHARS)
                        : Optional.empty(),
                origins.clientAddress(request).getHostAddress(),
                request.getHttpURI().getPath(),
                refusal.recordedCode()));
    }
}
