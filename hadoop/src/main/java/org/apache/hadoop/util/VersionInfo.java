package org.apache.hadoop.util;

/** Whose types these look like: ORC asks which it may use. */
public final class VersionInfo {
    private VersionInfo() {}

    /** The first that has vectored reads in every file system. */
    public static String getVersion() {
        return "3.3.5";
    }
}
