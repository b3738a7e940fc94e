package dev.stagedoor.cli.shell;

import org.jline.utils.WCWidth;

/** Text as a terminal shows it. */
public final class DisplayText {
    private DisplayText() {}

    /**
     * The text with control characters spelled out. File names may hold any; printed raw they would break the table, or drive the
     * reader's terminal.
     */
    public static String printable(String text) {
        if (text.codePoints().noneMatch(DisplayText::mustBeSpelledOut)) {
            return text;
        }
        var spelled = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (!mustBeSpelledOut(c)) {
                spelled.appendCodePoint(c);
                return;
            }
            switch (c) {
                case '\n' -> spelled.append("\\n");
                case '\r' -> spelled.append("\\r");
                case '\t' -> spelled.append("\\t");
                default -> spelled.append("\\u%04x".formatted(c));
            }
        });
        return spelled.toString();
    }

    /** Controls of C0 and C1, and the marks that reorder what stands around them. */
    private static boolean mustBeSpelledOut(int c) {
        return Character.getType(c) == Character.CONTROL
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }

    /** How many columns of a terminal the text takes: two for East Asian wide characters and emoji, none for combining marks. */
    static int width(String text) {
        int width = 0;
        int index = 0;
        while (index < text.length()) {
            char c = text.charAt(index);
            int next = index + 1 < text.length() ? text.charAt(index + 1) : 0;
            if (c >= ' ' && c < 0x7f && next < 0x80) {
                width++;
                index++;
                continue;
            }
            width += Math.max(0, WCWidth.wcwidthForGraphemeCluster(text, index));
            index += Math.max(1, WCWidth.charCountForGraphemeCluster(text, index));
        }
        return width;
    }

    static String padRight(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    static String padLeft(String text, int width) {
        return " ".repeat(Math.max(0, width - width(text))) + text;
    }
}
