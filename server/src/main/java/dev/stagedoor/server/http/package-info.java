/**
 * What every endpoint needs of HTTP: bounded request bodies, slow clients cut off, errors as JSON, and the host by which a client reached
 * us. Knows no SQL and no objects.
 */
@NullMarked
package dev.stagedoor.server.http;

import org.jspecify.annotations.NullMarked;
