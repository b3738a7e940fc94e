package dev.stagedoor.app.config;

/** Which endpoints stages may lie on. */
public enum EndpointPolicyName {
    PERMISSIVE,
    STRICT,
    ALLOWLIST
}
