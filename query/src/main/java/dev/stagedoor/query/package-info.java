/** What ends a query, and what bounds a regular expression in one. */
@NullMarked
package dev.stagedoor.query;

import org.jspecify.annotations.NullMarked;
