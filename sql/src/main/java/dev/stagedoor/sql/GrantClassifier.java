package dev.stagedoor.sql;

import static dev.stagedoor.sql.TokenWindow.word;

import dev.stagedoor.sql.grammar.SqlLexer;
import java.util.Optional;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;

/**
 * Whether a GRANT, a REVOKE or a SHOW GRANTS is one of the grammar's: of roles, and of privileges on stages, connections, databases,
 * tables and {@code *.*}. Databend grants on functions and more.
 */
final class GrantClassifier {
    private final TokenStream tokens;
    private final String verb;

    private GrantClassifier(TokenStream tokens) {
        this.tokens = tokens;
        this.verb = word(tokens.LT(1));
    }

    static StatementClassifier.Kind grant(TokenStream tokens) {
        boolean role = tokens.LA(2) == SqlLexer.ROLE;
        return role ? new StatementClassifier.Own(Usage.GRANT_ROLE) : new GrantClassifier(tokens).privileges(Usage.GRANT);
    }

    static StatementClassifier.Kind revoke(TokenStream tokens) {
        return switch (tokens.LA(2)) {
            case SqlLexer.ROLE -> new StatementClassifier.Own(Usage.REVOKE_ROLE);
            case SqlLexer.PRESIGN -> new StatementClassifier.Own(Usage.REVOKE_PRESIGN);
            default -> new GrantClassifier(tokens).privileges(Usage.REVOKE);
        };
    }

    /** SHOW GRANTS */
    static StatementClassifier.Kind show(TokenStream tokens) {
        Optional<String> object = tokens.LA(3) == SqlLexer.ON ? Dialect.grantedObject(word(tokens.LT(4))) : Optional.empty();
        return object.<StatementClassifier.Kind>map(noun -> new StatementClassifier.NotBuilt("SHOW GRANTS ON " + noun))
                .orElseGet(() -> new StatementClassifier.Own(Usage.SHOW_GRANTS));
    }

    private StatementClassifier.Kind privileges(Usage usage) {
        int on = 2;
        while (!endsPrivileges(tokens.LA(on))) {
            on++;
        }
        if (tokens.LA(on) != SqlLexer.ON) {
            return new StatementClassifier.Own(usage);
        }
        Optional<String> unbuilt = unbuiltPrivilege(on);
        if (unbuilt.isPresent()) {
            return new StatementClassifier.NotBuilt(verb + " " + unbuilt.get());
        }
        return Dialect.grantedObject(word(tokens.LT(on + 1)))
                .<StatementClassifier.Kind>map(noun -> new StatementClassifier.NotBuilt(verb + " … ON " + noun))
                .orElseGet(() -> new StatementClassifier.Own(usage));
    }

    private static boolean endsPrivileges(int type) {
        return switch (type) {
            case SqlLexer.ON, SqlLexer.TO, SqlLexer.FROM, SqlLexer.SEMICOLON, Token.EOF -> true;
            default -> false;
        };
    }

    /** The first of the privileges before {@code on} that only Databend has. */
    private Optional<String> unbuiltPrivilege(int on) {
        for (int at = 2; at < on; at++) {
            boolean begins = at == 2 || tokens.LA(at - 1) == SqlLexer.COMMA;
            String name = begins ? word(tokens.LT(at)) : "";
            String created = name.equals("CREATE") ? word(tokens.LT(at + 1)) : "";
            if (Dialect.grantedObject(created).isPresent()) {
                return Optional.of("CREATE " + created);
            }
            if (Dialect.UNBUILT_PRIVILEGES.contains(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }
}
