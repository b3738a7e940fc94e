package dev.stagedoor.engine.statement;

import dev.stagedoor.access.Privilege;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Privileges as Databend writes them in SHOW GRANTS; so they can be written in GRANT, too. */
public final class PrivilegeText {
    private PrivilegeText() {}

    public static String of(Privilege privilege) {
        return switch (privilege) {
            case READ -> "Read";
            case WRITE -> "Write";
            case SUPER -> "SUPER";
            case CREATE_STAGE -> "CREATE STAGE";
            case CREATE_CONNECTION -> "CREATE CONNECTION";
            case ACCESS_CONNECTION -> "ACCESS CONNECTION";
            case SELECT -> "SELECT";
            case INSERT -> "INSERT";
            case UPDATE -> "UPDATE";
            case DELETE -> "DELETE";
            case ALTER -> "ALTER";
            case DROP -> "DROP";
            case CREATE -> "CREATE";
            case CREATE_DATABASE -> "CREATE DATABASE";
            case OWNERSHIP -> "OWNERSHIP";
        };
    }

    /** As Databend's refusals write it: {@code Select}, {@code CreateDatabase}. */
    public static String inRefusal(Privilege privilege) {
        StringBuilder text = new StringBuilder();
        for (String word : privilege.name().split("_")) {
            text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }

    /** Between commas, always in the same order. */
    public static String list(Collection<Privilege> privileges) {
        return privileges.stream().sorted().map(PrivilegeText::of).collect(Collectors.joining(","));
    }
}
