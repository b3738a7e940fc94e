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
            String fingerprint = source.fingerprint(file);
            PartPlan plan = uploads.resume(target, fingerprint).orElseGet(() ->
                    uploads.begin(target, clauses().number("SIZE", source.size()).text("SOURCE", fingerprint)));
            listener.begun(move, source.size() - plan.bytes());
            send(plan, file, move, listener);
            requireUnchanged(source, plan);
            if (plan.id().isEmpty()) {
                return "";
            }
            UploadStatements.Receipt receipt = confirmed(plan.id(), file, move, listener);
            if (options.checksum()) {
                requireSame(source, file, plan, receipt);
            }
            return receipt.etag();
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

    /** A store cannot be told the digest of a file in parts; what it tells of the file is compared. */
    private static void requireSame(SourceFile source, FileChannel file, PartPlan plan, UploadStatements.Receipt receipt)
            throws StoreFailure, LocalFailure {
        boolean bySha256 = receipt.sha256().isPresent();
        String stored = bySha256 ? receipt.sha256().get() : receipt.etag().replace("\"", "");
        String own = bySha256 ? source.sha256(file) : source.etagInParts(file, plan.partSize());
        if (!stored.equalsIgnoreCase(own)) {
            String what = bySha256 ? "SHA-256" : "ETag";
            throw new StoreFailure(
                    StoreFailure.Kind.FINAL,
                    "its " + what + " in the store is " + stored + ", and that of this file would be " + own + ": it is damaged, or the"
                            + " store makes its ETags in another way than S3");
        }
    }

    private UploadStatements.Receipt confirmed(String id, FileChannel file, FileMove move, TransferListener listener)
            throws StoreFailure {
        for (int round = 1; ; round++) {
            try {
                return uploads.confirm(id);
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
