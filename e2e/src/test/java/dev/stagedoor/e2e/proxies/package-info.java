/** The server behind real proxies, each with the configuration that the manual shows. */
@NullMarked
package dev.stagedoor.e2e.proxies;

import org.jspecify.annotations.NullMarked;
