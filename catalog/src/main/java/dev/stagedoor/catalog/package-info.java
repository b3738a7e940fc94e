/**
 * What is defined: stages, connections, file formats, users, roles and grants, in a durable store behind {@link
 * dev.stagedoor.catalog.Catalog}. Knows neither SQL statements of users nor the bytes in stages; what a user may do is the engine's
 * question, which the grants here answer.
 */
@NullMarked
package dev.stagedoor.catalog;

import org.jspecify.annotations.NullMarked;
