/**
 * A small client of the Databend HTTP protocol: {@link dev.stagedoor.client.DatabendClient} runs a statement and reads its result page
 * by page. It knows nothing of terminals, and nothing of the server beyond HTTP.
 */
@NullMarked
package dev.stagedoor.client;

import org.jspecify.annotations.NullMarked;
