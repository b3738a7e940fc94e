package dev.stagedoor.storage.s3;

import dev.stagedoor.signing.Secret;
import java.util.List;
import java.util.regex.Pattern;

/** What a store says of itself, made fit to be shown: short, on one line, without anything that opens a door. */
final class StoreWords {
    /** What could be a signature: 64 hexadecimal digits, or whatever is called one; and the query of a URL, which may be presigned. */
    private static final Pattern TELLING = Pattern.compile(
            "[0-9a-fA-F]{64}|(?i:(?:signature|x-amz-[a-z-]+|token)\\s*[=:]\\s*)[^\\s,;&\"'<]+|(?<=[^\\s\"'<]{8}"
                    + ")\\?[^\\s\"'<]+=[^\\s\"'<]+");

    private static final String HIDDEN = "…";

    /** A secret shorter than this is a word that may stand in any text. */
    private static final int MIN_SECRET_LENGTH = 6;

    private final List<Secret> secrets;

    /** @param secrets never shown, even if the store repeats them */
    StoreWords(List<Secret> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    String shown(String text) {
        String clean = text;
        for (Secret secret : secrets) {
            if (secret.reveal().length() >= MIN_SECRET_LENGTH) {
                clean = clean.replace(secret.reveal(), HIDDEN);
            }
        }
        clean = TELLING.matcher(clean).replaceAll(HIDDEN).replaceAll("\\p{Cntrl}+", " ").strip();
        return clean.length() <= S3Limits.MAX_SHOWN_MESSAGE ? clean : clean.substring(0, S3Limits.MAX_SHOWN_MESSAGE) + HIDDEN;
    }
}
