/**
 * Presigned URLs of Alibaba Cloud's Object Storage Service with its signature version 4, {@code OSS4-HMAC-SHA256} ("Include a V4 signature
 * in a URL", Alibaba Cloud OSS developer reference).
 */
@NullMarked
package dev.stagedoor.signing.oss;

import org.jspecify.annotations.NullMarked;
