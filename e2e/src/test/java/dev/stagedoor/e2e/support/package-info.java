/**
 * What the tests need to act as users: a server in a process of its own, and the plain clients (curl, SQL over HTTP) that talk to it.
 * Nothing here knows the inside of the server.
 */
@NullMarked
package dev.stagedoor.e2e.support;

import org.jspecify.annotations.NullMarked;
