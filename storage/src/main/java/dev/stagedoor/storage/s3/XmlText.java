package dev.stagedoor.storage.s3;

/** Which text XML 1.0 carries (section 2.2, "Characters"). */
final class XmlText {
    private XmlText() {}

    /** Whether every parser gives the text back as it is: no control characters, none that XML forbids, no space at an end. */
    static boolean isPlain(String text) {
        return text.codePoints().allMatch(XmlText::isPlain) && text.strip().equals(text);
    }

    private static boolean isPlain(int c) {
        boolean control = c < ' ' || (c >= 0x7F && c < 0xA0);
        boolean surrogate = c >= 0xD800 && c < 0xE000;
        boolean noncharacter = (c & 0xFFFE) == 0xFFFE;
        return !control && !surrogate && !noncharacter;
    }
}
