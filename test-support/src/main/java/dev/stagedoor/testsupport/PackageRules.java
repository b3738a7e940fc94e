package dev.stagedoor.testsupport;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/**
 * The rules on the packages of one module. Each module's own tests call them, so that a wrong import fails there and not in the last
 * module of the build. The rules between modules are in {@code LayersTest} of {@code e2e}.
 */
public final class PackageRules {
    private static final String AND_BELOW = "..";

    private PackageRules() {}

    /**
     * Fails when packages need each other in a circle. Every package counts alone, also one that lies inside another.
     *
     * @param packages the root of the packages and two dots: {@code dev.stagedoor.engine..}
     * @throws AssertionError with the packages of each circle, and the classes and lines that close it
     * @throws IllegalArgumentException when the class path has no such package
     */
    public static void noCycles(String packages) {
        slices().assignedFrom(new EachPackage(root(packages))).should().beFreeOfCycles().check(productOf(packages));
    }

    /**
     * The classes of these packages without their tests.
     *
     * @param packages as for {@link #noCycles}
     * @throws IllegalArgumentException when there are none
     */
    public static JavaClasses productOf(String packages) {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar")) // contracts that one module's tests lend to another's
                .importPackages(root(packages));
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("no classes in " + packages);
        }
        return classes;
    }

    private static String root(String packages) {
        if (!packages.endsWith(AND_BELOW)) {
            throw new IllegalArgumentException("expected a package and two dots, as dev.stagedoor.engine.., not " + packages);
        }
        return packages.substring(0, packages.length() - AND_BELOW.length());
    }

    /** A slice for each package at or below the root. */
    private record EachPackage(String root) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            boolean inRoot = name.equals(root) || name.startsWith(root + ".");
            return inRoot ? SliceIdentifier.of(name) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "the packages of " + root;
        }
    }
}
