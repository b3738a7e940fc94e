/**
 * Files of stages: {@link dev.stagedoor.client.transfer.StageClient} has the connections,
 * {@link dev.stagedoor.client.transfer.StageStatements} the statements on files, and
 * {@link dev.stagedoor.client.transfer.FileTransfer} moves files by the presigned URLs that statements give.
 *
 * <p>A transfer keeps no state of its own between runs. What has been uploaded is asked of the server. What has been downloaded lies in
 * the temporary file, with a checksum of each range.
 */
@NullMarked
package dev.stagedoor.client.transfer;

import org.jspecify.annotations.NullMarked;
