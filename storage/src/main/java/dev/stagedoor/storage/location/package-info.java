/**
 * Where files lie outside the server: a store's URL and connection parameters, parsed once into a record for each scheme, and the seam that
 * opens what they name. Owns the schemes, their keys, aliases and defaults, and how they are shown with their secrets masked.
 */
@NullMarked
package dev.stagedoor.storage.location;

import org.jspecify.annotations.NullMarked;
