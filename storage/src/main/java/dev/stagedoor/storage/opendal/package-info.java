/**
 * Stores that Apache OpenDAL reaches: azblob, gcs, oss, cos, obs, webhdfs, ipfs and hf. Owns what OpenDAL is told about each of them, which
 * keys it can name exactly, how its failures become ours, and the lifetime of its native handles. Presigning is never OpenDAL's: it is that
 * of a {@link dev.stagedoor.signing.ObjectSigner}.
 */
@NullMarked
package dev.stagedoor.storage.opendal;

import org.jspecify.annotations.NullMarked;
