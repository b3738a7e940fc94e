package dev.stagedoor.engine;

/** The Databend whose behaviour is answered. */
final class DatabendVersion {
    /** A bare semantic version, as clients parse it. */
    static final String TEXT = "1.2.880-nightly";

    private DatabendVersion() {}
}
