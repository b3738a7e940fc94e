/**
 * What is defined: stages, connections and file formats, in a durable store behind {@link dev.stagedoor.catalog.Catalog}. Knows neither SQL
 * statements of users nor the bytes in stages; whether a user may define something is the engine's question.
 */
@NullMarked
package dev.stagedoor.catalog;

import org.jspecify.annotations.NullMarked;
