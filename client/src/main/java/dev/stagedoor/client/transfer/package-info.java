/**
 * Files of stages: {@link dev.stagedoor.client.transfer.StageClient} has the connections, and
 * {@link dev.stagedoor.client.transfer.StageStatements} the statements on files.
 */
@NullMarked
package dev.stagedoor.client.transfer;

import org.jspecify.annotations.NullMarked;
