/** The terms of presigned URLs, kept to and broken with curl, on the server's own door and on stores that know nothing of it. */
@NullMarked
package dev.stagedoor.e2e.terms;

import org.jspecify.annotations.NullMarked;
