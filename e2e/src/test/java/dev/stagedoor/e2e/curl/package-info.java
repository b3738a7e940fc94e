/** The main job as a user does it: SQL over HTTP for the URL, curl for the bytes. */
@NullMarked
package dev.stagedoor.e2e.curl;

import org.jspecify.annotations.NullMarked;
