package dev.stagedoor.e2e.matrix;

/** How a client comes to the server; a column of the table. */
enum Entrance {
    HTTP("HTTP", ""),
    HTTPS_H2("HTTPS, h2", "2"),
    HTTPS_HTTP_1_1("HTTPS, http/1.1", "1.1"),
    NGINX("behind nginx", ""),
    HAPROXY("behind HAProxy", "");

    private final String title;
    private final String http;

    Entrance(String title, String http) {
        this.title = title;
        this.http = http;
    }

    String title() {
        return title;
    }

    /** The version of HTTP that the client must speak; empty for any. */
    String http() {
        return http;
    }
}
