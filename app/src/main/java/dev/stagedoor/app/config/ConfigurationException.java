package dev.stagedoor.app.config;

/** A mistake in the configuration; the message names the key, where it was written, and what is allowed. */
public final class ConfigurationException extends RuntimeException {
    public ConfigurationException(String message) {
        super(message);
    }
}
