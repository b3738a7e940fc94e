package dev.stagedoor.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import dev.stagedoor.testsupport.PackageRules;
import org.junit.jupiter.api.Test;

class PackagesTest {
    private static final String ENGINE = "dev.stagedoor.engine..";
    private static final String CELL_TEXT = "dev.stagedoor.query.row.CellText";

    @Test
    void packages_form_no_circle() {
        PackageRules.noCycles(ENGINE);
    }

    /** The server does, when it writes an answer. */
    @Test
    void the_engine_makes_no_texts_of_cells() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(CELL_TEXT)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(CELL_TEXT)
                .check(PackageRules.productOf(ENGINE));
    }
}
