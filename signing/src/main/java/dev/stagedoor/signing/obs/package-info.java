/**
 * Presigned URLs of Huawei Cloud's Object Storage Service: its signature in the query, {@code AccessKeyId}, {@code Expires} and {@code
 * Signature} ("Authentication of Signature in a URL", Huawei Cloud OBS API reference).
 */
@NullMarked
package dev.stagedoor.signing.obs;

import org.jspecify.annotations.NullMarked;
