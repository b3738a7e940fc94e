/**
 * HTTPS: certificate and private key from files, read again when the files change, and the connections made of them (HTTP/2 and HTTP/1.1,
 * chosen by ALPN).
 */
@NullMarked
package dev.stagedoor.server.tls;

import org.jspecify.annotations.NullMarked;
