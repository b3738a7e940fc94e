package dev.stagedoor.table;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import dev.stagedoor.testsupport.PackageRules;
import org.junit.jupiter.api.Test;

class PackagesTest {
    private static final String TABLE = "dev.stagedoor.table..";

    @Test
    void packages_form_no_circle() {
        PackageRules.noCycles(TABLE);
    }

    /** Types are all that tables and queries have in common. */
    @Test
    void of_the_room_of_queries_only_rows_are_known() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.stagedoor.query", "dev.stagedoor.query.text..", "dev.stagedoor.query.format..",
                        "dev.stagedoor.query.duckdb..", "dev.stagedoor.query.worker..")
                .check(PackageRules.productOf(TABLE));
    }
}
