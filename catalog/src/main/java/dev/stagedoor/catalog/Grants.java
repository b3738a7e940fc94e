package dev.stagedoor.catalog;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import java.util.List;
import java.util.Set;

/**
 * Every grant at one moment. Immutable, and one object until a grant changes: whoever derives something from it may keep the result for
 * as long as {@link Catalog#grants} gives the same object.
 */
public interface Grants {
    /** The privileges granted directly, in no particular order. */
    Set<Grant> of(Grantee grantee);

    /** The roles granted directly, built-in ones that everybody has left out. */
    Set<String> rolesOf(Grantee grantee);

    /**
     * Every grant on a stage with all its paths, on a connection, on a database, on a table, or on everything.
     *
     * @param object a stage without a path; a database without its tables
     */
    List<Grant> on(GrantObject object);

    /** Every grant on a database, and on tables in it. */
    List<Grant> within(GrantObject.Database database);

    /** Every database and table that belongs to a role, in no particular order. */
    default List<GrantObject> ownedBy(String role) {
        return of(new Grantee.Role(role)).stream()
                .filter(grant -> grant.privilege() == Privilege.OWNERSHIP)
                .map(Grant::object)
                .toList();
    }

    /** Every role that is granted to somebody, and to whom. */
    List<Membership> memberships();
}
