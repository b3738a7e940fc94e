package dev.stagedoor.storage;

/**
 * What a URL of the door stands on: the user who asked for it and the stage it is for. It is signed into the URL. The door serves the URL
 * only while both are there and the user may still do on the stage what the URL does.
 *
 * @param stage {@link Incarnation#NONE} for the user's own stage
 */
public record PresignBasis(Incarnation user, Incarnation stage) {
    /**
     * Reads what {@link #toString} gives.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static PresignBasis parse(String text) {
        if (text.length() != 2 * Incarnation.TEXT_CHARS) {
            throw new IllegalArgumentException("a malformed basis of a presigned URL");
        }
        return new PresignBasis(
                Incarnation.parse(text.substring(0, Incarnation.TEXT_CHARS)), Incarnation.parse(text.substring(Incarnation.TEXT_CHARS)));
    }

    /** 32 hexadecimal digits in lower case. */
    @Override
    public String toString() {
        return user.toString() + stage;
    }
}
