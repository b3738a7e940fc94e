package dev.stagedoor.cli.demo;

/** Something did not come back as it should have; the message says what differs. */
public final class DemoFailure extends RuntimeException {
    DemoFailure(String message) {
        super(message);
    }
}
