package dev.stagedoor.signing.s3v4;

import java.util.Optional;

/** A credential as requests name it, {@code <access key id>/<date>/<region>/s3/aws4_request}, in parts; nothing about them is checked. */
record CredentialScope(String accessKeyId, String date, String region, String service, String terminator) {
    private static final int DATE_CHARS = 8;

    /** Empty when it has not five parts, or no access key id of at most {@link S3V4Verifier#MAX_ACCESS_KEY_ID_CHARS}. */
    static Optional<CredentialScope> parse(String value) {
        String[] parts = value.split("/", -1);
        if (parts.length != 5 || parts[0].isEmpty() || parts[0].length() > S3V4Verifier.MAX_ACCESS_KEY_ID_CHARS) {
            return Optional.empty();
        }
        return Optional.of(new CredentialScope(parts[0], parts[1], parts[2], parts[3], parts[4]));
    }

    /**
     * What is wrong with it, in a few words; empty when it is that of S3 in this region on that day.
     *
     * @param dateTime the request's {@code X-Amz-Date}, whose day must be the scope's
     */
    Optional<String> problem(String dateTime, String expectedRegion) {
        if (!dateTime.startsWith(date) || date.length() != DATE_CHARS) {
            return Optional.of("its date is not that of X-Amz-Date");
        }
        if (!region.equals(expectedRegion)) {
            return Optional.of("its region is not '" + expectedRegion + "'");
        }
        if (!service.equals(S3V4.SERVICE) || !terminator.equals(S3V4.TERMINATOR)) {
            return Optional.of("it does not end in s3/aws4_request");
        }
        return Optional.empty();
    }
}
