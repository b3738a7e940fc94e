package dev.stagedoor.storage.contract;

/**
 * What came back for a presigned request.
 *
 * @param status of HTTP
 * @param body empty for HEAD
 */
public record HttpAnswer(int status, byte[] body) {
    /** Whether the request was let pass and did what it says. */
    public boolean succeeded() {
        return status == 200 || status == 201;
    }

    /** Whether the request was turned away for what the client sent, for lack of authority or not. */
    public boolean refused() {
        return status >= 400 && status < 500;
    }

    /** Whether the request was turned away for lack of authority. */
    public boolean forbidden() {
        return status == 403 || status == 400 || status == 401;
    }
}
