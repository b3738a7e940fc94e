package dev.stagedoor.engine.account;

import dev.stagedoor.catalog.AccountName;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;

/** Refuses names that no user or role may be given ({@link AccountName}), in Databend's words. */
final class AccountNames {
    private AccountNames() {}

    /** @throws StagedoorException 2218 */
    static void requireUser(String name) {
        if (AccountName.isBuiltInRole(name)) {
            throw new StagedoorException(
                    ErrorCode.ILLEGAL_USER, "Illegal Username: user name [" + ShownText.of(name) + "] is that of a built-in role");
        }
        if (!AccountName.isPlain(name)) {
            throw new StagedoorException(
                    ErrorCode.ILLEGAL_USER,
                    "Illegal Username: Illegal user name [" + ShownText.of(name) + "], not support username contain ' or \" \\b or \\f,"
                            + " nor any other control character or direction mark");
        }
    }

    /** @throws StagedoorException 2217 */
    static void requireRole(String name) {
        if (AccountName.isBuiltInRole(name)) {
            throw new StagedoorException(
                    ErrorCode.ILLEGAL_ROLE, "Illegal Create Role command. Can not create built-in role [ account_admin | public ]");
        }
        if (!AccountName.isPlain(name)) {
            throw new StagedoorException(
                    ErrorCode.ILLEGAL_ROLE,
                    "[SQL-BINDER] Illegal role name [" + ShownText.of(name)
                            + "]: role names cannot contain quotes (' or \") or control characters (\\b or \\f), nor direction marks");
        }
    }
}
