/**
 * The audit log: who did what, where, and how it ended, one JSON object a line, for statements, requests at the door, uploads through the
 * server and failed logins. Ids of queries and of presigned URLs join the lines; no line holds a secret, a signature, a query string, SQL
 * or a byte of a file, because the records that lines are made of have no place for them.
 */
@NullMarked
package dev.stagedoor.server.audit;

import org.jspecify.annotations.NullMarked;
