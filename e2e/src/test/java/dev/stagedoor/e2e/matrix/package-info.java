/** What each client can do at each entrance of the server: the table of docs/clients.md. */
@NullMarked
package dev.stagedoor.e2e.matrix;

import org.jspecify.annotations.NullMarked;
