/**
 * Encryption at rest: the catalog's key, and the envelope in which connection parameters lie in the database. Knows neither tables nor what
 * the texts mean.
 */
@NullMarked
package dev.stagedoor.catalog.encryption;

import org.jspecify.annotations.NullMarked;
