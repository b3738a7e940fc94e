/**
 * The door: S3 requests to objects of the server's own stores, presigned (Amazon S3 API reference: PutObject, GetObject, HeadObject) and,
 * for the holder of an access key where one is configured, signed in the header, with which it is a small S3 endpoint. Nothing passes it
 * without a verified signature, and it knows no SQL.
 */
@NullMarked
package dev.stagedoor.server.door;

import org.jspecify.annotations.NullMarked;
