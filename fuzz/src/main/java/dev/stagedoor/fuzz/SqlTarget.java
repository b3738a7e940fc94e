package dev.stagedoor.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dev.stagedoor.sql.LocationException;
import dev.stagedoor.sql.OptionException;
import dev.stagedoor.sql.SqlSyntaxException;
import dev.stagedoor.sql.StatementList;

/** Any text as statements: it is some, or an error for the user; and a password that was read shows nowhere. */
public final class SqlTarget {
    /** Stands where the parser takes passwords; too long for the fuzzer to make it by chance. */
    private static final String PASSWORD = "q7Zt0vK2mW9xP4sL";

    private SqlTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        boolean withUser = data.consumeBoolean();
        String text = data.consumeRemainingAsString();
        // What the fuzzer writes behind the string is no password, also when it has learnt the password from the comparison below.
        boolean secret = withUser && !text.contains(PASSWORD);
        String sql = secret ? "CREATE USER u IDENTIFIED BY '" + PASSWORD + "' " + text : text;
        try {
            requireHidden(secret, String.valueOf(StatementList.parse(sql)));
        } catch (SqlSyntaxException | LocationException | OptionException e) {
            requireHidden(secret, String.valueOf(e.getMessage()));
        }
    }

    private static void requireHidden(boolean secret, String shown) {
        if (secret && shown.contains(PASSWORD)) {
            throw new AssertionError("a password is shown");
        }
    }
}
