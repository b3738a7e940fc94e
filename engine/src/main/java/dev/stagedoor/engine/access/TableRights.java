package dev.stagedoor.engine.access;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Privilege;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody was granted on databases and tables, ownership included. What is granted everywhere counts for every database, and what is
 * granted on a database for each of its tables.
 *
 * @param everywhere on {@code *.*}
 * @param objects on a {@link GrantObject.Database} or {@link GrantObject.Table}
 */
record TableRights(Set<Privilege> everywhere, Map<GrantObject, Set<Privilege>> objects) {
    static final TableRights NONE = new TableRights(Set.of(), Map.of());

    TableRights {
        everywhere = Set.copyOf(everywhere);
        objects = Map.copyOf(objects);
    }

    boolean may(Privilege privilege, GrantObject object) {
        return everywhere.contains(privilege) || holds(privilege, object) || holds(Privilege.OWNERSHIP, object)
                || (object instanceof GrantObject.Table(Optional<String> database, String _)
                        && may(privilege, new GrantObject.Database(database)));
    }

    /** Whether one of the roles owns it, or the database that a table is in. */
    boolean owns(GrantObject object) {
        return holds(Privilege.OWNERSHIP, object)
                || (object instanceof GrantObject.Table(Optional<String> database, String _)
                        && holds(Privilege.OWNERSHIP, new GrantObject.Database(database)));
    }

    /** Whether anything may be done with it, or with something in it: then it is no secret. */
    boolean maySee(GrantObject object) {
        boolean direct = objects.containsKey(object) || !everywhere.isEmpty();
        return direct || switch (object) {
            case GrantObject.Table(Optional<String> database, String _) -> objects.containsKey(new GrantObject.Database(database));
            case GrantObject.Database(Optional<String> database) ->
                objects.keySet().stream().anyMatch(other -> other instanceof GrantObject.Table(var of, String _) && of.equals(database));
            case GrantObject.Global _, GrantObject.Stage _, GrantObject.Connection _ -> false;
        };
    }

    private boolean holds(Privilege privilege, GrantObject object) {
        return objects.getOrDefault(object, Set.of()).contains(privilege);
    }

    /** What comes together. */
    static final class Builder {
        private final Set<Privilege> everywhere = EnumSet.noneOf(Privilege.class);
        private final Map<GrantObject, Set<Privilege>> objects = new HashMap<>();

        void add(Privilege privilege, GrantObject object) {
            objects.computeIfAbsent(object, _ -> EnumSet.noneOf(Privilege.class)).add(privilege);
        }

        /** Those of the privileges on {@code *.*} that are about tables. */
        void addEverywhere(Privilege privilege) {
            switch (privilege) {
                case SELECT, INSERT, UPDATE, DELETE, ALTER, DROP, CREATE, CREATE_DATABASE -> everywhere.add(privilege);
                case READ, WRITE, SUPER, CREATE_STAGE, CREATE_CONNECTION, ACCESS_CONNECTION, OWNERSHIP -> {}
            }
        }

        TableRights build() {
            return new TableRights(everywhere, objects);
        }
    }
}
