package dev.stagedoor.server.upload;

import dev.stagedoor.engine.Principal;
import dev.stagedoor.engine.StageFile;
import dev.stagedoor.sql.StagePath;

/** Says where an uploaded file goes, as {@link dev.stagedoor.engine.Engine#uploadTarget} does. */
@FunctionalInterface
public interface UploadTargets {
    StageFile uploadTarget(StagePath path, Principal principal);
}
