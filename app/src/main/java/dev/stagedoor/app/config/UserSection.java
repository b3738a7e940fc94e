package dev.stagedoor.app.config;

import dev.stagedoor.signing.Secret;

/**
 * A user who may log in.
 *
 * @param passwordHash an argon2id hash as {@code stagedoor hash-password} prints it
 */
public record UserSection(String name, Secret passwordHash) {}
