/**
 * The door: presigned S3 requests to objects of the server's own store (Amazon S3 API reference: PutObject, GetObject, HeadObject). Nothing
 * passes it without a verified signature, and it knows no SQL.
 */
@NullMarked
package dev.stagedoor.server.door;

import org.jspecify.annotations.NullMarked;
