/**
 * Stages over stores that are not the server's own, and the server's own storage on such a store: each done as its users do it, against
 * every real store that can run here.
 */
@org.jspecify.annotations.NullMarked
package dev.stagedoor.e2e.external;
