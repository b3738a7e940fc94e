package dev.stagedoor.server.upload;

import dev.stagedoor.engine.file.StageFile;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.sql.StagePath;

/** Says where an uploaded file goes, as {@link dev.stagedoor.engine.Engine#uploadTarget} does. */
@FunctionalInterface
public interface UploadTargets {
    StageFile uploadTarget(StagePath path, Principal principal);
}
