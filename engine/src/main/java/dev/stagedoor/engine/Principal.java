package dev.stagedoor.engine;

/**
 * Who is asking, after authentication. {@code @~} is this user's stage.
 *
 * @param user the user's name, without host
 * @param role the role that will own what they create
 */
public record Principal(String user, String role) {
    /** The role of configured users, as Databend names it. */
    public static final String ACCOUNT_ADMIN = "account_admin";
}
