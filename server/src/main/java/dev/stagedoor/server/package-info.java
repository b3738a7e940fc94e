/** HTTP: wires the Databend protocol, the door and health onto one listener. */
@NullMarked
package dev.stagedoor.server;

import org.jspecify.annotations.NullMarked;
