package dev.stagedoor.server.upload;

import dev.stagedoor.engine.file.StageFile;
import dev.stagedoor.engine.presign.CommitBarrier;
import dev.stagedoor.engine.presign.UploadRules;
import dev.stagedoor.engine.presign.UrlRights;
import dev.stagedoor.engine.presign.UrlStanding;
import dev.stagedoor.engine.presign.UrlStanding.Fallen;
import dev.stagedoor.engine.presign.UrlStanding.Stands;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.server.http.GuardedBody;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.storage.PutConditions;

/**
 * Asks at the last byte of an uploaded file whether whoever sends it may still store it: the user and the stage may have been dropped, and
 * the right or the rules changed, since its first.
 */
record UploadGuard(UrlRights rights, StageFile target, PutConditions conditions) implements GuardedBody.Guard {
    @Override
    public void received(int count, long total) {}

    @Override
    public GuardedBody.Commit commit(long total) {
        Stands before = require(rights.ofUpload(target));
        CommitBarrier.Passage passage = rights.barrier().enter(before.stage(), before.user());
        boolean allowed = false;
        try {
            Stands stands = require(rights.ofUpload(target));
            UploadRules.broken(stands.rules(), conditions, total).ifPresent(rule -> {
                throw new HttpRefusal(
                        409,
                        409,
                        "the rules of the stage were changed while the file was under way, and it does not keep to " + rule
                                + ": send it again");
            });
            allowed = true;
            return passage::close;
        } finally {
            if (!allowed) {
                passage.close();
            }
        }
    }

    private static Stands require(UrlStanding standing) {
        return switch (standing) {
            case Stands stands -> stands;
            case Fallen(String sentence) ->
                throw new StagedoorException(ErrorCode.PERMISSION_DENIED, "Permission denied: the file was not stored. " + sentence);
        };
    }
}
