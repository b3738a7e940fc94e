package dev.stagedoor.app;

import dev.stagedoor.testsupport.PackageRules;
import org.junit.jupiter.api.Test;

class PackagesTest {
    @Test
    void packages_form_no_circle() {
        PackageRules.noCycles("dev.stagedoor.app..");
    }
}
