/**
 * What signing schemes are made of: percent-encoding, HMAC with a prepared key, and text built as bytes. Knows no scheme. Public only so
 * that the schemes' packages can share it; not meant for other modules.
 */
@NullMarked
package dev.stagedoor.signing.primitive;

import org.jspecify.annotations.NullMarked;
