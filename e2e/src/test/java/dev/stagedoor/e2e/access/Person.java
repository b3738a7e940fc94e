package dev.stagedoor.e2e.access;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Users of the matrix, how each came to their rights, and, stated once more and independently, what those rights are.
 *
 * @see EndpointMatrixTest
 */
enum Person {
    ADMIN(Set.of(Right.EVERYTHING), "GRANT ROLE account_admin TO USER admin", "ALTER USER admin WITH DEFAULT_ROLE = 'account_admin'"),
    SUPER(Set.of(Right.EVERYTHING), "GRANT SUPER ON *.* TO USER super"),
    OWNER(Set.of(new Right("READ", ""), new Right("WRITE", ""), new Right("OWN", "")), "GRANT ROLE owners TO USER owner"),
    READER(Set.of(new Right("READ", "")), "CREATE ROLE r1", "GRANT READ ON STAGE s TO ROLE r1", "GRANT ROLE r1 TO USER reader"),
    WRITER(Set.of(new Right("WRITE", "")), "GRANT WRITE ON STAGE s TO USER writer"),
    READER_AND_WRITER(Set.of(new Right("READ", ""), new Right("WRITE", "")), "GRANT ALL ON STAGE s TO USER reader_and_writer"),
    NESTED(
            Set.of(new Right("READ", "")),
            "CREATE ROLE inside",
            "CREATE ROLE around",
            "GRANT READ ON STAGE s TO ROLE inside",
            "GRANT ROLE inside TO ROLE around",
            "GRANT ROLE around TO USER nested"),
    PATH_READER(Set.of(new Right("READ", "in/")), "GRANT READ ON STAGE s PATH 'in/' TO USER path_reader"),
    PATH_WRITER(Set.of(new Right("WRITE", "in/")), "GRANT WRITE ON STAGE s PATH 'in' TO USER path_writer"),
    GUEST(
            Set.of(new Right("READ", "in/acme/"), new Right("WRITE", "in/acme/")),
            "CREATE ROLE acme",
            "GRANT READ, WRITE ON STAGE s PATH 'in/acme/' TO ROLE acme",
            "GRANT ROLE acme TO USER guest"),
    REVOKED(
            Set.of(),
            "GRANT READ, WRITE ON STAGE s TO USER revoked",
            "GRANT READ ON STAGE s PATH 'in/' TO USER revoked",
            "REVOKE ALL ON STAGE s FROM USER revoked"),
    NOBODY(Set.of());

    /**
     * @param name READ, WRITE, OWN, or ALL for everything everywhere
     * @param below only for paths that begin so
     */
    record Right(String name, String below) {
        static final Right EVERYTHING = new Right("ALL", "");
    }

    private final Set<Right> rights;
    private final List<String> grants;

    Person(Set<Right> rights, String... grants) {
        this.rights = rights;
        this.grants = List.of(grants);
    }

    String user() {
        return name().toLowerCase(Locale.ROOT);
    }

    String password() {
        return user() + " has a password";
    }

    /** What the administrator types. */
    List<String> grants() {
        return grants;
    }

    /** Whether a file, or every file whose path begins so, may be read, written, or is owned. */
    boolean may(String right, String path) {
        return rights.stream()
                .anyMatch(held -> held.equals(Right.EVERYTHING) || held.name().equals(right) && path.startsWith(held.below()));
    }

    /** Whether the stage is changed: by its owner, or whoever reads and writes all of it. */
    boolean mayAlter() {
        return may("OWN", "") || may("READ", "") && may("WRITE", "");
    }

    /** Whether SHOW STAGES shows it. */
    boolean sees() {
        return !rights.isEmpty();
    }
}
