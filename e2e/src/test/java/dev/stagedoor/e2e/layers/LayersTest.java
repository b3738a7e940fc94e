package dev.stagedoor.e2e.layers;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.stagedoor.testsupport.PackageRules;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A room imports only rooms above it. What holds inside one room is in its own {@code PackagesTest}. */
class LayersTest {
    private static final String ROOT = "dev.stagedoor.";
    private static final String PRODUCT = "dev.stagedoor..";

    /** Of the build; the tests run in the directory of their module. */
    private static final Path ROOT_DIRECTORY = Path.of("..");

    private static final PathMatcher MAIN_SOURCE = FileSystems.getDefault().getPathMatcher("glob:../*/src/main/java/**.java");

    /** Deeper than any source: it only keeps the search from running away. */
    private static final int MAX_DEPTH = 20;

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
            new Room("sqlite", List.of("errors")),
            new Room("storage", List.of("errors", "signing", "sqlite")),
            new Room("access", List.of()),
            new Room("sql", List.of("signing", "access")),
            new Room("catalog", List.of("errors", "signing", "sqlite", "storage", "access", "sql")),
            new Room("ledger", List.of("errors", "signing", "sqlite", "storage")),
            new Room("query", List.of("errors", "storage", "sql", "catalog")),
            new Room("table", List.of("errors", "sqlite", "storage", "query")),
            new Room("engine", List.of("errors", "signing", "sqlite", "storage", "access", "sql", "catalog", "ledger", "query", "table")),
            new Room("server", List.of("errors", "signing", "sqlite", "storage", "access", "sql", "catalog", "ledger", "query", "engine")),
            new Room("client", List.of("signing")),
            new Room(
                    "app",
                    List.of(
                            "errors", "signing", "sqlite", "storage", "access", "sql", "catalog", "ledger", "query", "table", "engine",
                            "server")),
            new Room("cli", List.of("errors", "signing", "storage", "sql", "catalog", "client", "app")));

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

    @Test
    void only_the_wiring_knows_which_ledger_it_is() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "engine..", ROOT + "server..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "ledger.sqlite..")
                .check(classes);
    }

    /**
     * Looks at the sources, because this module has neither the benchmarks nor the fuzz targets on its class path. The types of the room
     * {@code hadoop} have the names that the ORC library asks for.
     */
    @Test
    void no_two_classes_of_the_build_have_one_name() throws IOException {
        Map<String, List<String>> byName;
        try (Stream<Path> sources = Files.find(ROOT_DIRECTORY, MAX_DEPTH, (file, _) -> MAIN_SOURCE.matches(file))) {
            byName = sources.map(ROOT_DIRECTORY::relativize)
                    .filter(file -> !file.endsWith("package-info.java") && !file.startsWith("hadoop"))
                    .collect(groupingBy(file -> file.getFileName().toString(), mapping(Path::toString, toList())));
        }
        assertThat(byName).isNotEmpty();

        assertThat(byName.values()).filteredOn(files -> files.size() > 1).isEmpty();
    }

    /** Each room's own tests say so earlier; this holds a new room to it, too. */
    @Test
    void packages_form_no_circle() {
        PackageRules.noCycles(PRODUCT);
    }
}
