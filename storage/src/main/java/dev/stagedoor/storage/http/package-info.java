/**
 * Files of a web server, whose paths a URL spelled out: read only, nothing listed but them. Owns the requests for them and the redirects
 * that answer; whom a request may go to is the HTTP client's to say.
 */
@NullMarked
package dev.stagedoor.storage.http;

import org.jspecify.annotations.NullMarked;
