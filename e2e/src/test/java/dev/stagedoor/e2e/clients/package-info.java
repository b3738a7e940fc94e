/** The published Databend clients, unmodified, against a server process. */
@NullMarked
package dev.stagedoor.e2e.clients;

import org.jspecify.annotations.NullMarked;
