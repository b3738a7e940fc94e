/** Tables that other engines read and write, while a real server does so too. */
@NullMarked
package dev.stagedoor.e2e.tables;

import org.jspecify.annotations.NullMarked;
