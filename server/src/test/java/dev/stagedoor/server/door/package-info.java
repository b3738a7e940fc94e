@NullMarked
package dev.stagedoor.server.door;

import org.jspecify.annotations.NullMarked;
