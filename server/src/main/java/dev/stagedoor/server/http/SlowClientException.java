package dev.stagedoor.server.http;

import java.io.IOException;

/** The client sent or took bytes more slowly than {@link MinimumRate} allows. */
public final class SlowClientException extends IOException {
    public SlowClientException(String message) {
        super(message);
    }
}
