/** The pages for users, held to the truth: what they show is run. */
@NullMarked
package dev.stagedoor.e2e.docs;

import org.jspecify.annotations.NullMarked;
