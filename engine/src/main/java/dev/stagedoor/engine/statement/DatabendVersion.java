package dev.stagedoor.engine.statement;

/** The Databend whose behaviour is answered. */
public final class DatabendVersion {
    /** A bare semantic version, as clients parse it. */
    public static final String TEXT = "1.2.880-nightly";

    private DatabendVersion() {}
}
