/**
 * The one family of errors a user may see. Each carries Databend's numeric code, a sentence that says what to do next, and whether
 * trying again can help. Everything else that is thrown is a defect and reaches a client only as {@link ErrorCode#INTERNAL} with an id.
 */
@NullMarked
package dev.stagedoor.errors;

import org.jspecify.annotations.NullMarked;
