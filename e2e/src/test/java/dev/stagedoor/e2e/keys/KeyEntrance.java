package dev.stagedoor.e2e.keys;

/** One way to put a file into a stage, or to get it out of one. */
interface KeyEntrance {
    String name();

    /** Whether this way can say the key at all: databend-jdbc, for one, neither quotes nor escapes. */
    boolean takes(String key);

    void put(String stage, String key, byte[] content) throws Exception;

    /** The content of the file of exactly this name. */
    byte[] get(String stage, String key) throws Exception;
}
