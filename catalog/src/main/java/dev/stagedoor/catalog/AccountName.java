package dev.stagedoor.catalog;

/**
 * Which names users and roles may be given. A name is shown in quotes and next to other names, so it holds no quote, no control character
 * and nothing that turns the direction of text around; and none is that of a built-in role. What the catalog already holds is read whatever
 * its name.
 */
public final class AccountName {
    private static final int NO_BREAK_SPACE_OF_NO_WIDTH = 0xFEFF;

    private AccountName() {}

    /** Whether a name has nothing in it that could make it look like another. */
    public static boolean isPlain(String name) {
        return name.codePoints().allMatch(AccountName::isPlain);
    }

    /** In any case: a name that differs from a built-in role's by case alone would be taken for it. */
    public static boolean isBuiltInRole(String name) {
        return name.equalsIgnoreCase(RoleDefinition.ACCOUNT_ADMIN) || name.equalsIgnoreCase(RoleDefinition.PUBLIC);
    }

    private static boolean isPlain(int c) {
        int type = Character.getType(c);
        boolean separator = type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
        return c != '\'' && c != '"' && c != '`' && !Character.isISOControl(c) && !separator && !isDirectionMark(c)
                && c != NO_BREAK_SPACE_OF_NO_WIDTH;
    }

    /** Bidi_Control of Unicode: the marks, embeddings, overrides and isolates. */
    private static boolean isDirectionMark(int c) {
        return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }
}
