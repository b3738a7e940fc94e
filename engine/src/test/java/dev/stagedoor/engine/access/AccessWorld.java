package dev.stagedoor.engine.access;

import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.ConnectionDefinition;
import dev.stagedoor.catalog.Grant;
import dev.stagedoor.catalog.Membership;
import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.access.AccessMatrix.Held;
import dev.stagedoor.engine.access.AccessMatrix.Way;
import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.StoreUri;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The world {@link AccessMatrix} speaks of. It is begun with statements of an administrator, and put back in order through the catalog, one
 * change for each thing that is out of place.
 */
final class AccessWorld {
    private static final List<String> ROLES = List.of("proprietor", "holder", "outer", "plain", "foreign", "spare");
    private static final ConnectionParameters PARAMETERS = new ConnectionParameters(new TreeMap<>(Map.of("region", "auto")));

    private final Fixture fixture;
    private final Catalog catalog;
    private final List<UserDefinition> users = Stream.of("me", "other").map(AccessWorld::user).toList();
    private List<StageDefinition> stages = List.of();
    private List<ConnectionDefinition> connections = List.of();
    private Set<Membership> memberships = Set.of();
    private Set<Grant> grants = Set.of();

    AccessWorld(Fixture fixture) {
        this.fixture = fixture;
        this.catalog = fixture.catalog;
    }

    /** As described, with this held in this way, and nothing else. */
    void begin(Way way, Held held) {
        begin(way, held.grants(way.grantee));
    }

    /** As described, with what these statements grant. */
    void begin(Way way, List<String> statements) {
        StoreUri location = StoreUri.of(new StoreUri("s3://bucket/p/", PARAMETERS).parse());
        StageDefinition bound = stage("bound", Optional.empty())
                .withPresign(new PresignRules(
                        Optional.of(Duration.ofMinutes(1)), OptionalLong.empty(), List.of(), true, PresignRules.UNBOUND.methods()));
        stages = List.of(bound, stage("e", Optional.of(location)), stage("s", Optional.empty()));
        connections = List.of(new ConnectionDefinition("c", "s3", PARAMETERS, "root", Fixture.NOW, "proprietor"));
        memberships = Set.of();
        grants = Set.of();
        reset();
        fixture.engine.execute("GRANT ROLE holder TO ROLE outer", Fixture.context());
        way.memberships.forEach(text -> {
            String[] sides = text.split(" > ");
            fixture.engine.execute("GRANT ROLE " + sides[0] + " TO " + sides[1], Fixture.context());
        });
        statements.forEach(sql -> fixture.engine.execute(sql, Fixture.context()));
        stages = catalog.stages();
        connections = catalog.connections();
        memberships = Set.copyOf(catalog.grants().memberships());
        grants = presentGrants();
    }

    /** As it was begun. */
    void reset() {
        catalog.stages().stream().filter(not(stages)).forEach(stage -> catalog.dropStage(stage.name()));
        stages.stream().filter(not(catalog.stages())).forEach(catalog::createStage);
        catalog.connections().stream().filter(not(connections)).forEach(connection -> catalog.dropConnection(connection.name()));
        connections.stream().filter(not(catalog.connections())).forEach(catalog::createConnection);
        catalog.users().stream().filter(not(users)).forEach(user -> catalog.dropUser(user.name()));
        users.stream().filter(not(catalog.users())).forEach(catalog::createUser);
        List<RoleDefinition> roles =
                ROLES.stream().map(name -> new RoleDefinition(name, "root", Fixture.NOW)).toList();
        catalog.roles().stream().filter(not(roles)).forEach(role -> catalog.dropRole(role.name()));
        roles.stream().filter(not(catalog.roles())).forEach(catalog::createRole);
        catalog.fileFormats().forEach(format -> catalog.dropFileFormat(format.name()));
        Set<Membership> members = Set.copyOf(catalog.grants().memberships());
        members.stream().filter(not(memberships)).forEach(catalog::revokeRole);
        memberships.stream().filter(not(members)).forEach(catalog::grantRole);
        Set<Grant> present = presentGrants();
        catalog.revoke(present.stream().filter(not(grants)).toList());
        Map<Boolean, List<Grant>> missing = grants.stream()
                .filter(not(present))
                .collect(Collectors.partitioningBy(grant -> grant.privilege() == Privilege.OWNERSHIP));
        catalog.grant(missing.get(false));
        missing.get(true).forEach(grant -> catalog.own(grant.object(), grant.grantee().name()));
    }

    private static <T> Predicate<T> not(Collection<T> in) {
        return thing -> !in.contains(thing);
    }

    private Set<Grant> presentGrants() {
        Set<Grant> present = new HashSet<>();
        Stream.concat(
                        Stream.of("me", "other").map(Grantee.User::new),
                        Stream.concat(ROLES.stream(), Stream.of("public", "account_admin")).map(Grantee.Role::new))
                .forEach(grantee -> present.addAll(catalog.grants().of(grantee)));
        return present;
    }

    private static UserDefinition user(String name) {
        return new UserDefinition(name, new UserDefinition.Login.Jwt(), Optional.empty(), false, "root", Fixture.NOW);
    }

    private static StageDefinition stage(String name, Optional<StoreUri> location) {
        return new StageDefinition(name, location, FileFormat.DEFAULT, "", "root", Fixture.NOW, "proprietor");
    }
}
