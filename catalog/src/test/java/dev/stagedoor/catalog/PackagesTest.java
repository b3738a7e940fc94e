package dev.stagedoor.catalog;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import dev.stagedoor.sql.FormatClause;
import dev.stagedoor.testsupport.PackageRules;
import org.junit.jupiter.api.Test;

class PackagesTest {
    private static final String CATALOG = "dev.stagedoor.catalog..";

    @Test
    void packages_form_no_circle() {
        PackageRules.noCycles(CATALOG);
    }

    @Test
    void the_catalog_takes_only_values_from_signing_storage_and_sql() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("dev.stagedoor.storage.ObjectStore")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("dev.stagedoor.storage.embedded..")
                .orShould()
                .dependOnClassesThat(resideInAPackage("dev.stagedoor.signing..")
                        .and(not(resideInAPackage("dev.stagedoor.signing.term").or(simpleName("HttpMethod")).or(simpleName("Secret")))))
                .orShould()
                .dependOnClassesThat(resideInAPackage("dev.stagedoor.sql..").and(not(belongToAnyOf(FormatClause.class))))
                .check(PackageRules.productOf(CATALOG));
    }

    @Test
    void the_contract_knows_no_database() {
        noClasses()
                .that()
                .resideInAPackage("dev.stagedoor.catalog")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.jdbi..", "org.sqlite..", "tools.jackson..")
                .check(PackageRules.productOf(CATALOG));
    }
}
