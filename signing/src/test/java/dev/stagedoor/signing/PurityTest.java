package dev.stagedoor.signing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PurityTest {
    private static final JavaClasses SIGNING =
            new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.stagedoor.signing");

    @Test
    void signing_uses_the_jdk_alone() {
        ArchRuleDefinition.classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.stagedoor.signing..", "java..", "org.jspecify..")
                .check(SIGNING);
    }

    @Test
    void signing_asks_no_clock_and_no_chance() {
        noClasses().should().callMethod(Instant.class, "now").check(SIGNING);
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(SIGNING);
        noClasses().should().callMethod(System.class, "nanoTime").check(SIGNING);
        noClasses().should().dependOnClassesThat().areAssignableTo(Clock.class).check(SIGNING);
        noClasses().should().dependOnClassesThat().areAssignableTo(SecureRandom.class).check(SIGNING);
    }

    @Test
    void signing_does_no_io_and_takes_no_lock() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net.http..", "java.util.logging..",
                        "java.util.concurrent.locks..")
                .check(SIGNING);
        noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.io.PrintStream").check(SIGNING);
    }
}
