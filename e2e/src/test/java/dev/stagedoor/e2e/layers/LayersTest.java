package dev.stagedoor.e2e.layers;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.stagedoor.testsupport.PackageRules;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A room imports only rooms above it. What holds inside one room is in its own {@code PackagesTest}. */
class LayersTest {
    private static final String ROOT = "dev.stagedoor.";
    private static final String PRODUCT = "dev.stagedoor..";

    /** A room and what it may import. {@code errors} stands on top: whoever talks to users speaks its codes. */
    record Room(String name, List<String> above) {
        String packages() {
            return ROOT + name + "..";
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Room> ROOMS = List.of(
            new Room("errors", List.of()),
            new Room("signing", List.of()),
            new Room("storage", List.of("errors", "signing")),
            new Room("access", List.of()),
            new Room("sql", List.of("signing", "access")),
            new Room("catalog", List.of("errors", "signing", "storage", "access", "sql")),
            new Room("engine", List.of("errors", "signing", "storage", "access", "sql", "catalog")),
            new Room("server", List.of("errors", "signing", "storage", "access", "sql", "catalog", "engine")),
            new Room("cli", List.of("errors", "signing", "storage", "access", "sql", "catalog", "engine", "server")));

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = PackageRules.productOf(PRODUCT);
    }

    static Stream<Room> rooms() {
        return ROOMS.stream();
    }

    @Test
    void every_room_is_looked_at() {
        for (Room room : ROOMS) {
            assertThat(classes.stream().filter(c -> c.getPackageName().startsWith(ROOT + room.name())))
                    .as(room.name())
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void a_room_imports_only_rooms_above_it(Room room) {
        String[] allowed = Stream.concat(Stream.of(room.name()), room.above().stream())
                .map(name -> ROOT + name + "..")
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage(room.packages())
                .should()
                .dependOnClassesThat(resideInAPackage(PRODUCT).and(not(resideInAnyPackage(allowed))))
                .check(classes);
    }

    /** Each room's own tests say so earlier; this holds a new room to it, too. */
    @Test
    void packages_form_no_circle() {
        PackageRules.noCycles(PRODUCT);
    }
}
