package dev.stagedoor.e2e.formats;

/**
 * A file with {@link #ROWS} rows, whose numbers go from 1 on.
 *
 * @param type the file format's TYPE
 * @param compression as users call it
 * @param name of the file
 * @param options of the file format, behind its type
 * @param number the expression of a row's number
 */
record Sample(String type, String compression, String name, String options, String number, byte[] content) {
    static final int ROWS = 1000;

    /** What {@link #query} gives. */
    static final String ANSWER = ROWS + " " + ROWS * (ROWS + 1) / 2;

    /** Counts and adds up the rows of the file in a stage. */
    String query(String stage) {
        return "SELECT count(*), CAST(sum(CAST(" + number + " AS BIGINT)) AS BIGINT) FROM @" + stage + "/" + name + " (FILE_FORMAT => '"
                + format() + "')";
    }

    /** Makes the file format that {@link #query} names. */
    String createFormat() {
        return "CREATE OR REPLACE FILE FORMAT " + format() + " TYPE = " + type + " " + options;
    }

    private String format() {
        return "of_" + name.replaceAll("[^a-z0-9]", "_");
    }

    /** Without the content. */
    @Override
    public String toString() {
        return type + ", " + compression;
    }
}
