/**
 * Presigned URLs of Tencent Cloud's Cloud Object Storage: the {@code q-sign-algorithm=sha1} signature in the query ("Request Signature",
 * Tencent Cloud COS API reference).
 */
@NullMarked
package dev.stagedoor.signing.cos;

import org.jspecify.annotations.NullMarked;
