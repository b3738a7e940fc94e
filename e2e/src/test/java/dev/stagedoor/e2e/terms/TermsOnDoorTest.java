package dev.stagedoor.e2e.terms;

import dev.stagedoor.signing.term.TermName;
import java.util.EnumSet;
import java.util.Set;

/** The server's own storage: its door holds a client to everything. */
class TermsOnDoorTest extends TermsTests {
    @Override
    String location() {
        return "";
    }

    @Override
    Set<TermName> held() {
        return EnumSet.allOf(TermName.class);
    }
}
