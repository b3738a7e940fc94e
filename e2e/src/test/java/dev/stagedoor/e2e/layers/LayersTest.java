package dev.stagedoor.e2e.layers;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A room imports only rooms above it, and the packages of a room form no circle. */
class LayersTest {
    private static final String ROOT = "dev.stagedoor.";

    /** A room and what it may import. {@code errors} stands on top: everyone speaks its codes. */
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
            new Room("signing", List.of("errors")),
            new Room("storage", List.of("errors", "signing")),
            new Room("sql", List.of("errors", "signing")),
            new Room("catalog", List.of("errors", "signing", "storage", "sql")),
            new Room("engine", List.of("errors", "signing", "storage", "sql", "catalog")),
            new Room("server", List.of("errors", "signing", "storage", "sql", "catalog", "engine")),
            new Room("cli", List.of("errors", "signing", "storage", "sql", "catalog", "engine", "server")));

    /** A slice for each package of a room, its root package too. */
    private record PackagesOf(Room room) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            boolean inRoom = name.equals(ROOT + room.name()) || name.startsWith(ROOT + room.name() + ".");
            return inRoom ? SliceIdentifier.of(name) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "the packages of " + room.name();
        }
    }

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar")) // the stores' contract, which this module's tests use
                .importPackages("dev.stagedoor");
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
                .dependOnClassesThat(resideInAPackage("dev.stagedoor..").and(not(resideInAnyPackage(allowed))))
                .check(classes);
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void the_packages_of_a_room_form_no_circle(Room room) {
        slices().assignedFrom(new PackagesOf(room)).should().beFreeOfCycles().check(classes);
    }

    @Test
    void the_catalog_takes_only_values_from_signing_storage_and_sql() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "catalog..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("dev.stagedoor.storage.ObjectStore")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("dev.stagedoor.storage.embedded..")
                .orShould()
                .dependOnClassesThat(resideInAPackage(ROOT + "signing..")
                        .and(not(resideInAPackage(ROOT + "signing.term").or(simpleName("HttpMethod")).or(simpleName("Secret")))))
                .check(classes);
    }

    @Test
    void only_the_edge_makes_texts_of_cells() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "engine..")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + "engine.row.CellText")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(ROOT + "engine.row.CellText")
                .check(classes);
    }

    @Test
    void signing_needs_only_the_jdk() {
        classes()
                .that()
                .resideInAPackage(ROOT + "signing..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "javax.crypto..", "org.jspecify..", ROOT + "signing..", ROOT + "errors..")
                .check(classes);
    }
}
