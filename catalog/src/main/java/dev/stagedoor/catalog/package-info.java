/** What is defined: stages and file formats, in a durable store behind {@link dev.stagedoor.catalog.Catalog}. Knows neither SQL text nor bytes. */
@NullMarked
package dev.stagedoor.catalog;

import org.jspecify.annotations.NullMarked;
