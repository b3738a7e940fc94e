/** A network that fails as told: a proxy between a store and its server, whose faults tests name. */
@NullMarked
package dev.stagedoor.storage.faults;

import org.jspecify.annotations.NullMarked;
