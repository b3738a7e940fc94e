package dev.stagedoor.signing;

/** What a presigned request may do. */
public enum HttpMethod {
    GET,
    HEAD,
    PUT,
    DELETE,
    POST
}
