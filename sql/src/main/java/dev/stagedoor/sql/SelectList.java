package dev.stagedoor.sql;

import dev.stagedoor.sql.grammar.SqlLexer;
import org.antlr.v4.runtime.Token;

/** Where a scan stands in the outermost select list of a query. Is told the tokens that are not inside parentheses. */
final class SelectList {
    private Place place;

    private enum Place {
        /** Not begun. */
        AWAITED,
        /** Right before an item. */
        AT_ITEM,
        /** Inside of an item. */
        IN_ITEM,
        /** Over, or there is none. */
        OVER
    }

    /** @param exists whether the statement is one that has an outermost select list: SELECT, or WITH */
    SelectList(boolean exists) {
        place = exists ? Place.AWAITED : Place.OVER;
    }

    boolean isAwaited() {
        return place == Place.AWAITED;
    }

    boolean isAtItem() {
        return place == Place.AT_ITEM;
    }

    boolean isInItem() {
        return place == Place.IN_ITEM;
    }

    void follow(Token token) {
        switch (place) {
            case AWAITED -> {
                if (token.getType() == SqlLexer.SELECT) {
                    place = Place.AT_ITEM;
                }
            }
            case AT_ITEM, IN_ITEM -> {
                if (TokenWindow.isClause(token)) {
                    place = Place.OVER;
                } else if (token.getType() == SqlLexer.COMMA) {
                    place = Place.AT_ITEM;
                } else if (token.getType() != SqlLexer.DISTINCT && token.getType() != SqlLexer.ALL) {
                    place = Place.IN_ITEM;
                }
            }
            case OVER -> {
                // Nothing begins it again.
            }
        }
    }
}
