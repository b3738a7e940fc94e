package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.ObjectAttributes;
import java.time.Instant;

/**
 * An upload in parts that is under way.
 *
 * @param attributes of the object that it will make
 * @param composition by which its parts are known, before and after they are put together; never used twice
 */
record IndexedUpload(MultipartUpload upload, Instant begunAt, ObjectAttributes attributes, long composition) {}
