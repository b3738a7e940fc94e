package dev.stagedoor.catalog.sqlite;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.catalog.Grant;
import dev.stagedoor.catalog.Grants;
import dev.stagedoor.catalog.Membership;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Every grant at one moment, found by grantee and by object. Immutable: a change makes a new one, in time linear in the number of grantees
 * and objects, and a change of nothing gives the same. The order of lists is that of names' UTF-8 bytes.
 */
final class GrantSnapshot implements Grants {
    static final GrantSnapshot EMPTY = new GrantSnapshot(Map.of(), Map.of(), 0, List.of(), Map.of());

    private static final Comparator<Grantee> BY_GRANTEE = Comparator.<Grantee, Boolean>comparing(Grantee.Role.class::isInstance)
            .thenComparing(Grantee::name, Definitions.BY_CODE_POINT);
    private static final Comparator<Grant> ON_ONE_OBJECT = Comparator.comparing(GrantSnapshot::path, Definitions.BY_CODE_POINT)
            .thenComparing(Grant::privilege)
            .thenComparing(Grant::grantee, BY_GRANTEE);
    private static final Comparator<Membership> BY_ROLE = Comparator.comparing(Membership::role, Definitions.BY_CODE_POINT)
            .thenComparing(Membership::grantee, BY_GRANTEE);

    private final Map<Grantee, Set<Grant>> byGrantee;
    private final Map<GrantObject, List<Grant>> byObject;
    private final int grantCount;
    private final List<Membership> memberships;
    private final Map<Grantee, Set<String>> rolesByGrantee;

    private GrantSnapshot(
            Map<Grantee, Set<Grant>> byGrantee,
            Map<GrantObject, List<Grant>> byObject,
            int grantCount,
            List<Membership> memberships,
            Map<Grantee, Set<String>> rolesByGrantee) {
        this.byGrantee = byGrantee;
        this.byObject = byObject;
        this.grantCount = grantCount;
        this.memberships = memberships;
        this.rolesByGrantee = rolesByGrantee;
    }

    static GrantSnapshot of(Collection<Grant> grants, Collection<Membership> memberships) {
        return EMPTY.with(grants).withRoles(memberships);
    }

    @Override
    public Set<Grant> of(Grantee grantee) {
        return byGrantee.getOrDefault(grantee, Set.of());
    }

    @Override
    public Set<String> rolesOf(Grantee grantee) {
        return rolesByGrantee.getOrDefault(grantee, Set.of());
    }

    @Override
    public List<Grant> on(GrantObject object) {
        return byObject.getOrDefault(object, List.of());
    }

    @Override
    public List<Grant> within(GrantObject.Database database) {
        return byObject.entrySet().stream()
                .filter(entry -> isWithin(entry.getKey(), database))
                .flatMap(entry -> entry.getValue().stream())
                .toList();
    }

    private static boolean isWithin(GrantObject object, GrantObject.Database database) {
        return object.equals(database)
                || (object instanceof GrantObject.Table(Optional<String> name, String _) && name.equals(database.name()));
    }

    @Override
    public List<Membership> memberships() {
        return memberships;
    }

    /** Grants and memberships together. */
    int size() {
        return grantCount + memberships.size();
    }

    boolean contains(Grant grant) {
        return of(grant.grantee()).contains(grant);
    }

    boolean contains(Membership membership) {
        return rolesOf(membership.grantee()).contains(membership.role());
    }

    /** Whether whoever has the first role has the other, too. */
    boolean includes(String role, String other) {
        Set<String> seen = new HashSet<>(Set.of(role));
        Deque<String> next = new ArrayDeque<>(seen);
        while (!next.isEmpty()) {
            String each = next.pop();
            if (each.equals(other)) {
                return true;
            }
            rolesOf(new Grantee.Role(each)).stream().filter(seen::add).forEach(next::push);
        }
        return false;
    }

    GrantSnapshot with(Collection<Grant> added) {
        List<Grant> missing = added.stream().distinct().filter(grant -> !contains(grant)).toList();
        return missing.isEmpty() ? this : changed(missing, grantCount + missing.size(), true);
    }

    GrantSnapshot without(Collection<Grant> removed) {
        List<Grant> present = removed.stream().distinct().filter(this::contains).toList();
        return present.isEmpty() ? this : changed(present, grantCount - present.size(), false);
    }

    GrantSnapshot withRoles(Collection<Membership> added) {
        List<Membership> missing = added.stream().distinct().filter(each -> !contains(each)).toList();
        if (missing.isEmpty()) {
            return this;
        }
        var all = new ArrayList<Membership>(memberships);
        all.addAll(missing);
        return withMemberships(all);
    }

    GrantSnapshot withoutRoles(Collection<Membership> removed) {
        Set<Membership> present = new HashSet<>(removed);
        List<Membership> kept = memberships.stream().filter(each -> !present.contains(each)).toList();
        return kept.size() == memberships.size() ? this : withMemberships(kept);
    }

    /** Without what is granted on a stage, with all its paths, or on a connection. */
    GrantSnapshot withoutObject(GrantObject object) {
        return without(on(object));
    }

    /** Without what is granted to a user or a role, and without the role in others. */
    GrantSnapshot withoutGrantee(Grantee grantee) {
        List<Membership> ended = memberships.stream().filter(each -> concerns(each, grantee)).toList();
        return without(of(grantee)).withoutRoles(ended);
    }

    private static boolean concerns(Membership membership, Grantee grantee) {
        return membership.grantee().equals(grantee) || grantee.equals(new Grantee.Role(membership.role()));
    }

    private GrantSnapshot changed(List<Grant> changes, int count, boolean add) {
        Map<Grantee, Set<Grant>> grantees = new HashMap<>(byGrantee);
        Map<GrantObject, List<Grant>> objects = new HashMap<>(byObject);
        grouped(changes, Grant::grantee).forEach((grantee, grants) -> {
            var set = new LinkedHashSet<Grant>(of(grantee));
            var _ = add ? set.addAll(grants) : set.removeAll(Set.copyOf(grants));
            putOrRemove(grantees, grantee, set, Collections::unmodifiableSet);
        });
        grouped(changes, grant -> wholeOf(grant.object())).forEach((object, grants) -> {
            var list = new ArrayList<Grant>(on(object));
            var _ = add ? list.addAll(grants) : list.removeAll(Set.copyOf(grants));
            list.sort(ON_ONE_OBJECT);
            putOrRemove(objects, object, list, Collections::unmodifiableList);
        });
        return new GrantSnapshot(grantees, objects, count, memberships, rolesByGrantee);
    }

    private GrantSnapshot withMemberships(List<Membership> all) {
        List<Membership> sorted = all.stream().sorted(BY_ROLE).toList();
        Map<Grantee, Set<String>> roles = new HashMap<>();
        sorted.forEach(each -> roles.computeIfAbsent(each.grantee(), _ -> new LinkedHashSet<>()).add(each.role()));
        roles.replaceAll((_, names) -> Collections.unmodifiableSet(names));
        return new GrantSnapshot(byGrantee, byObject, grantCount, sorted, roles);
    }

    private static <K, C extends Collection<Grant>> void putOrRemove(Map<K, C> map, K key, C values, UnaryOperator<C> unmodifiable) {
        if (values.isEmpty()) {
            map.remove(key);
        } else {
            map.put(key, unmodifiable.apply(values));
        }
    }

    private static <K> Map<K, List<Grant>> grouped(List<Grant> grants, Function<Grant, K> key) {
        Map<K, List<Grant>> groups = new HashMap<>();
        grants.forEach(grant -> groups.computeIfAbsent(key.apply(grant), _ -> new ArrayList<>()).add(grant));
        return groups;
    }

    private static GrantObject wholeOf(GrantObject object) {
        return switch (object) {
            case GrantObject.Stage(String name, Optional<String> _) -> new GrantObject.Stage(name, Optional.empty());
            case GrantObject.Connection connection -> connection;
            case GrantObject.Global global -> global;
            case GrantObject.Database database -> database;
            case GrantObject.Table table -> table;
        };
    }

    private static String path(Grant grant) {
        return grant.object() instanceof GrantObject.Stage(String _, Optional<String> path) ? path.orElse("") : "";
    }
}
