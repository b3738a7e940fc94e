package dev.stagedoor.server;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.server.audit.AuditLog;
import dev.stagedoor.server.audit.AuditRecord;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.Origins;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Enters every login that failed in the audit log, whichever endpoint it was sent to: a failed login is what is answered 401. */
final class LoginAudit {
    private static final String BASIC = "Basic ";
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
        boolean known = refusal.code() != ErrorCode.UNKNOWN_USER.number();
        audit.write(new AuditRecord.FailedLogin(
                known ? claimedUser(request) : Optional.empty(),
                origins.clientAddress(request).getHostAddress(),
                request.getHttpURI().getPath(),
                refusal.code()));
    }

    /** Who the client says it is; empty when it says so in a token. */
    private static Optional<String> claimedUser(Request request) {
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        try {
            byte[] pair = Base64.getDecoder().decode(authorization.substring(BASIC.length()).trim());
            String text = new String(pair, StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0 || colon > MAX_USER_CHARS ? Optional.empty() : Optional.of(text.substring(0, colon));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
