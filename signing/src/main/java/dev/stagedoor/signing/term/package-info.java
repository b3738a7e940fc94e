/**
 * Terms of a URL: what a presigned request is bound to besides its method and its object. A term knows its name in SQL, how it travels (a
 * header that S3 has, or a parameter of the server's own door) and how it is told; what it means to a stage, to a store and to the door is
 * theirs to say, in switches that do not compile without it.
 */
@NullMarked
package dev.stagedoor.signing.term;

import org.jspecify.annotations.NullMarked;
