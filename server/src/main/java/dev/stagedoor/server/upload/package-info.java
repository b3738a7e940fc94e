/**
 * {@code PUT /v1/upload_to_stage}: files sent through the server as a multipart form, for clients that do not use presigned URLs. Streams
 * each part to the store; nothing is buffered or written elsewhere.
 */
@NullMarked
package dev.stagedoor.server.upload;

import org.jspecify.annotations.NullMarked;
