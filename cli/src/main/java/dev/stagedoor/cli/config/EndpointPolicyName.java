package dev.stagedoor.cli.config;

/** Which endpoints stages may lie on. */
public enum EndpointPolicyName {
    PERMISSIVE,
    STRICT,
    ALLOWLIST
}
