package dev.stagedoor.engine.statement;

import dev.stagedoor.access.Privilege;
import java.util.Collection;
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
            case OWNERSHIP -> "OWNERSHIP";
        };
    }

    /** Between commas, always in the same order. */
    public static String list(Collection<Privilege> privileges) {
        return privileges.stream().sorted().map(PrivilegeText::of).collect(Collectors.joining(","));
    }
}
