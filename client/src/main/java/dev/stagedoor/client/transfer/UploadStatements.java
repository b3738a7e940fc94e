package dev.stagedoor.client.transfer;

import dev.stagedoor.client.ClientException;
import dev.stagedoor.client.FetchedRows;
import java.util.Optional;

/** The statements of uploads in parts. */
final class UploadStatements {
    private final StageStatements statements;

    UploadStatements(StageStatements statements) {
        this.statements = statements;
    }

    /** Begins an upload. @param clauses such as SIZE and SOURCE */
    PartPlan begin(StageLocation target, PresignClauses clauses) {
        return PartPlan.whole(statements.rows("PRESIGN UPLOAD " + target.toSql() + " " + clauses));
    }

    /** What an upload that was begun before lacks; empty when there is none from that source, or it cannot go on. */
    Optional<PartPlan> resume(StageLocation target, String source) {
        String query = "SELECT upload_id, part_size FROM system.uploads WHERE stage = " + SqlQuoting.quote(target.stage())
                + " AND path = " + SqlQuoting.quote(target.path()) + " AND source = " + SqlQuoting.quote(source)
                + " AND state = 'open' ORDER BY begun_at DESC LIMIT 1";
        try {
            FetchedRows found = statements.rows(query);
            if (found.rows().isEmpty()) {
                return Optional.empty();
            }
            PartPlan missing = missing(found.cell(0, 0));
            return Optional.of(new PartPlan(missing.id(), Long.parseLong(found.cell(0, 1)), missing.parts()));
        } catch (ClientException.ServerError e) {
            return Optional.empty();
        }
    }

    /** What is left to be sent. */
    PartPlan missing(String id) {
        return PartPlan.of(statements.rows("PRESIGN UPLOAD PARTS OF " + SqlQuoting.quote(id)), id, 0);
    }

    /** Signs a part anew. */
    SignedUrl renewed(String id, int part) {
        FetchedRows rows = statements.rows("PRESIGN UPLOAD PARTS (" + part + ") OF " + SqlQuoting.quote(id));
        return Optional.ofNullable(PartPlan.of(rows, id, 0).parts().get(part))
                .orElseThrow(() -> new TransferException("the server gave no URL for part " + part))
                .url();
    }

    /** Makes the file of its parts. May be repeated. */
    Receipt confirm(String id) {
        FetchedRows rows = statements.rows("CONFIRM UPLOAD " + SqlQuoting.quote(id));
        return new Receipt(cell(rows, "etag").orElse(""), cell(rows, "sha256"));
    }

    /** What the server says of a file that is whole. */
    record Receipt(String etag, Optional<String> sha256) {}

    private static Optional<String> cell(FetchedRows rows, String column) {
        int index = rows.columnNames().indexOf(column);
        return index < 0 || rows.rows().isEmpty() ? Optional.empty() : Optional.ofNullable(rows.rows().getFirst()[index]);
    }

    /** Forgets an upload that nothing will come of. */
    void abort(String id) {
        try {
            statements.rows("ABORT UPLOAD " + SqlQuoting.quote(id));
        } catch (ClientException e) {
            // The server sweeps it in the end; why the upload failed is told.
            return;
        }
    }
}
