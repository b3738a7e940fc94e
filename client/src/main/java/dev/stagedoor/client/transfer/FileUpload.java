package dev.stagedoor.client.transfer;

import dev.stagedoor.client.ClientException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Sends one file to a store: in one request, or in parts at the same time. */
final class FileUpload {
    /** How often parts that a server does not find are sent again. */
    private static final int MAX_ROUNDS = 3;

    private static final String UPLOAD = "UPLOAD";

    private final StageStatements statements;
    private final UploadStatements uploads;
    private final StoreRequests requests;
    private final Retry retry;
    private final TransferOptions options;

    FileUpload(StageStatements statements, StoreRequests requests, Retry retry, TransferOptions options) {
        this.statements = statements;
        this.uploads = new UploadStatements(statements);
        this.requests = requests;
        this.retry = retry;
        this.options = options;
    }

    /** What all uploads of the transfer are bound to. */
    PresignClauses clauses() {
        return new PresignClauses().flag("OVERWRITE = FALSE", !options.replace());
    }

    /**
     * Sends a file in one request.
     *
     * @param signed when a URL is there already
     * @return its ETag
     * @throws StoreFailure when the store does not take it
     * @throws LocalFailure when it cannot be read, or has changed
     */
    String whole(SourceFile source, StageLocation target, Optional<SignedUrl> signed, FileMove move, TransferListener listener)
            throws StoreFailure, LocalFailure {
        try (FileChannel file = source.open()) {
            listener.begun(move, 0);
            PresignClauses clauses = clauses();
            if (options.checksum()) {
                clauses.text("CHECKSUM_SHA256", source.sha256(file));
            }
            SignedUrl first = signed.orElseGet(() -> statements.presign(UPLOAD, target, clauses.toString()));
            var url = new RenewableUrl(first, () -> statements.presign(UPLOAD, target, clauses.toString()));
            StoreAnswer answer =
                    url.use(retry, fresh -> requests.put(fresh, file, 0, source.size(), bytes -> listener.moved(move, bytes)));
            source.requireUnchanged();
            return answer.header("ETag").orElse("");
        } catch (LocalFailure e) {
            throw e;
        } catch (IOException e) {
            throw LocalFailure.of("cannot read it", e);
        }
    }

    /**
     * Sends a file in parts; goes on where an earlier upload of the same source ended.
     *
     * @return its ETag
     * @throws StoreFailure when the store does not take it; what has been sent stays there for the next time
     * @throws LocalFailure when it cannot be read, or has changed
     */
    String inParts(SourceFile source, StageLocation target, FileMove move, TransferListener listener) throws StoreFailure, LocalFailure {
        try (FileChannel file = source.open()) {
            Optional<String> sha256 = options.checksum() ? Optional.of(source.sha256(file)) : Optional.empty();
            String fingerprint = source.fingerprint(file);
            PartPlan plan = uploads.resume(target, fingerprint).orElseGet(() -> uploads.begin(
                    target,
                    clauses()
                            .number("SIZE", source.size())
                            .text("CHECKSUM_SHA256", sha256.orElse(null))
                            .text("SOURCE", fingerprint)));
            listener.begun(move, source.size() - plan.bytes());
            send(plan, file, move, listener);
            requireUnchanged(source, plan);
            if (plan.id().isEmpty()) {
                return "";
            }
            return confirmed(plan.id(), file, sha256, move, listener);
        } catch (LocalFailure e) {
            throw e;
        } catch (IOException e) {
            throw LocalFailure.of("cannot read it", e);
        }
    }

    private void send(PartPlan plan, FileChannel file, FileMove move, TransferListener listener) throws StoreFailure {
        ParallelParts.each(plan.numbers(), options.parallel(), number -> {
            PartPlan.Part part = plan.parts().get(number);
            var url = new RenewableUrl(part.url(), () -> uploads.renewed(plan.id(), number));
            url.use(retry, signed -> requests.put(signed, file, part.offset(), part.length(), bytes -> listener.moved(move, bytes)));
        });
    }

    /** Parts of a changed file are of no use to anybody. */
    private void requireUnchanged(SourceFile source, PartPlan plan) throws LocalFailure {
        try {
            source.requireUnchanged();
        } catch (LocalFailure e) {
            if (!plan.id().isEmpty()) {
                uploads.abort(plan.id());
            }
            throw e;
        }
    }

    private String confirmed(String id, FileChannel file, Optional<String> sha256, FileMove move, TransferListener listener)
            throws StoreFailure {
        for (int round = 1; ; round++) {
            try {
                UploadStatements.Receipt receipt = uploads.confirm(id);
                if (sha256.isPresent() && receipt.sha256().isPresent() && !receipt.sha256().get().equalsIgnoreCase(sha256.get())) {
                    throw new StoreFailure(
                            StoreFailure.Kind.FINAL,
                            "what was stored is damaged: its SHA-256 is " + receipt.sha256().get() + " instead of " + sha256.get());
                }
                return receipt.etag();
            } catch (ClientException.ServerError e) {
                PartPlan missing = missingAfter(e, id);
                if (missing.parts().isEmpty() || round == MAX_ROUNDS) {
                    throw e;
                }
                listener.moved(move, -missing.bytes());
                send(missing, file, move, listener);
            }
        }
    }

    /** @throws ClientException.ServerError the refusal itself, when the upload is gone as well */
    private PartPlan missingAfter(ClientException.ServerError refusal, String id) {
        try {
            return uploads.missing(id);
        } catch (ClientException.ServerError e) {
            refusal.addSuppressed(e);
            throw refusal;
        }
    }
}
