package dev.stagedoor.storage.contract;

import dev.stagedoor.signing.term.AddressRange;
import dev.stagedoor.signing.term.ContentLength;
import dev.stagedoor.signing.term.ContentType;
import dev.stagedoor.signing.term.Expire;
import dev.stagedoor.signing.term.FromAddresses;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.OneTime;
import dev.stagedoor.signing.term.Sha256;
import dev.stagedoor.signing.term.Term;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.storage.Bodies;
import java.time.Duration;
import java.util.List;

/** One of each term, which an upload of {@link #CONTENT} from this machine keeps to. */
public final class TermSamples {
    public static final byte[] CONTENT = Bodies.utf8("hello");

    private TermSamples() {}

    public static Term of(TermName term) {
        return switch (term) {
            case EXPIRE -> new Expire(Duration.ofMinutes(10));
            case CONTENT_TYPE -> new ContentType("text/csv");
            case MAX_SIZE -> new MaxSize(CONTENT.length);
            case CONTENT_LENGTH -> new ContentLength(CONTENT.length);
            case CHECKSUM_SHA256 -> new Sha256(Bodies.digest("SHA-256", CONTENT));
            case OVERWRITE -> new NoOverwrite();
            case ONE_TIME -> new OneTime();
            case FROM_IP -> new FromAddresses(List.of(AddressRange.of("127.0.0.0/8"), AddressRange.of("::1")));
        };
    }

    /** The same as PRESIGN takes it. */
    public static String clause(TermName term) {
        return switch (term) {
            case EXPIRE -> "EXPIRE = 600";
            case CONTENT_TYPE -> "CONTENT_TYPE = 'text/csv'";
            case MAX_SIZE -> "MAX_SIZE = " + CONTENT.length;
            case CONTENT_LENGTH -> "CONTENT_LENGTH = " + CONTENT.length;
            case CHECKSUM_SHA256 -> "CHECKSUM_SHA256 = '" + ((Sha256) of(term)).hexadecimal() + "'";
            case OVERWRITE -> "OVERWRITE = FALSE";
            case ONE_TIME -> "ONE_TIME = TRUE";
            case FROM_IP -> "FROM_IP = '127.0.0.0/8, ::1'";
        };
    }
}
