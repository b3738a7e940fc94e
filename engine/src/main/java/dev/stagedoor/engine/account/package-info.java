/** Users, roles and grants as statements make and show them. */
@NullMarked
package dev.stagedoor.engine.account;

import org.jspecify.annotations.NullMarked;
