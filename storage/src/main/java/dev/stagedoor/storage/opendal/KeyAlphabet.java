package dev.stagedoor.storage.opendal;

/** Of which characters the keys of a kind of store may consist. */
enum KeyAlphabet {
    /** All. */
    UNICODE {
        @Override
        boolean lacks(int point) {
            return false;
        }
    },
    /**
     * The {@code Char} of XML 1.0, section 2.2, without the carriage return, which is read back as a line feed (section 2.11): in XML these
     * stores list their keys.
     */
    XML {
        @Override
        boolean lacks(int point) {
            return point < 0x20 && point != '\t' && point != '\n' || point == 0xFFFE || point == 0xFFFF;
        }
    },
    /** As {@link #XML}; besides, Azure has no names with control characters and takes {@code \} for {@code /}. */
    AZURE {
        @Override
        boolean lacks(int point) {
            return Character.isISOControl(point) || point == '\\' || XML.lacks(point);
        }
    };

    abstract boolean lacks(int point);
}
