package dev.stagedoor.storage.contract;

/**
 * A way in which a store, or the server behind it, is known to differ from the contract. A store's suite declares its own; the contract
 * then asserts the difference instead of the rule, so that a store that has been mended is noticed, too.
 */
public enum Deviation {
    TIMES_TO_THE_SECOND("HEAD, GET and PUT tell times to the second, only listings to the millisecond"),
    ETAG_IS_NOT_MD5("an ETag is not the MD5 of the content"),
    LISTED_IN_UTF16_ORDER("listings are in the order of UTF-16, which differs from that of UTF-8 beyond U+FFFF"),
    NO_KEYS_BELOW_A_KEY("an object cannot stand beside objects below its own name (a and a/b)"),
    READERS_MAY_BREAK_OFF("who reads an object that is overwritten or deleted may be cut off; never are old and new bytes mixed"),
    ETAG_OF_ANOTHER_VERSION(
            "while an object is overwritten, a reader may be told the ETag of one whole version and given the bytes of another"),
    METADATA_NAMES_WITHOUT_UNDERSCORES("an underscore in the name of user metadata comes back as a hyphen"),
    CONTENT_TYPE_NOT_SIGNED("the content type of a presigned PUT is named in its headers but not enforced"),
    COMPLETE_REPLACES("completing an upload in parts replaces an object that came to be since it was asked for"),
    ABORTED_PARTS_REMAIN("the parts of an aborted upload stay until the store deletes them by itself"),
    UPLOADS_ARE_NOT_LISTED("uploads in parts are not listed"),
    ANY_PART_WITH_ONE_URL("the URL of a part lets its holder send other parts of the same object, too");

    private final String text;

    Deviation(String text) {
        this.text = text;
    }

    /** A sentence for the notes of the compatibility table. */
    public String text() {
        return text;
    }
}
