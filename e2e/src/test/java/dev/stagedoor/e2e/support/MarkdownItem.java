package dev.stagedoor.e2e.support;

import java.util.ArrayList;
import java.util.List;

/** An item of a list in Markdown, for pages that tests write. */
public final class MarkdownItem {
    /** The longest line of a page; Checkstyle holds all of them to it. */
    private static final int MAX_CHARS = 140;

    private static final String BULLET = "- ";
    private static final String INDENT = "  ";

    private MarkdownItem() {}

    /** The lines of an item, broken at blanks; a word that is longer than a line stays whole. */
    public static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        var line = new StringBuilder(BULLET);
        boolean begun = false;
        for (String word : text.split(" ")) {
            if (begun && line.length() + 1 + word.length() > MAX_CHARS) {
                lines.add(line.toString());
                line = new StringBuilder(INDENT);
                begun = false;
            }
            line.append(begun ? " " : "").append(word);
            begun = true;
        }
        lines.add(line.toString());
        return lines;
    }
}
