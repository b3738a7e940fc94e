package dev.stagedoor.sql;

import dev.stagedoor.sql.grammar.SqlParser;
import java.util.function.Function;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.IntervalSet;

/**
 * One run of the grammar over one statement's tokens. Running only says whether they fit; what was expected is worked out by running
 * once more, so that statements that fit do not pay for it.
 */
final class GrammarParse {
    private final TokenStream tokens;
    private final Function<SqlParser, ParserRuleContext> rule;

    /** @param rule that the tokens are to fit as a whole */
    GrammarParse(TokenStream tokens, Function<SqlParser, ParserRuleContext> rule) {
        this.tokens = tokens;
        this.rule = rule;
    }

    /** The tokens are not a statement of the grammar. */
    static final class Mismatch extends RuntimeException {
        private final Token token;
        private final IntervalSet expected;

        private Mismatch(Token token, IntervalSet expected) {
            super(null, null, false, false);
            this.token = token;
            this.expected = expected;
        }

        Token token() {
            return token;
        }

        /** The kinds of tokens that would have been right in this one's place; empty when that was not asked. */
        IntervalSet expected() {
            return expected;
        }
    }

    /** @throws Mismatch at the first token that does not fit; it does not say what would have */
    ParserRuleContext run() {
        return run(new StopAtMismatch());
    }

    /** Runs over tokens that do not fit once more, to learn what would have. */
    Mismatch explain() {
        tokens.seek(0);
        try {
            run(new CollectExpected());
        } catch (Mismatch mismatch) {
            return mismatch;
        }
        throw new IllegalStateException("the grammar takes what it did not take before");
    }

    private ParserRuleContext run(DefaultErrorStrategy strategy) {
        SqlParser parser = new SqlParser(tokens);
        parser.removeErrorListeners();
        parser.setErrorHandler(strategy);
        parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
        return rule.apply(parser);
    }

    private static class StopAtMismatch extends DefaultErrorStrategy {
        @Override
        public void sync(Parser recognizer) {
            // Nothing is repaired, so there is no need to look whether the next token fits.
        }

        @Override
        public void reportError(Parser recognizer, RecognitionException e) {
            // Reported by whoever catches the mismatch.
        }

        @Override
        public void recover(Parser recognizer, RecognitionException e) {
            throw mismatch(recognizer);
        }

        @Override
        public Token recoverInline(Parser recognizer) {
            throw mismatch(recognizer);
        }

        Mismatch mismatch(Parser recognizer) {
            return new Mismatch(recognizer.getCurrentToken(), IntervalSet.EMPTY_SET);
        }
    }

    /**
     * Where the statement or a list in parentheses may end, adds up what every optional part before the mismatch would have taken in the
     * same place. Where it may not, only what must come is worth naming, as Databend does.
     */
    private static final class CollectExpected extends StopAtMismatch {
        private int place = -1;
        private IntervalSet expected = new IntervalSet();

        @Override
        public void sync(Parser recognizer) {
            collect(recognizer);
        }

        @Override
        Mismatch mismatch(Parser recognizer) {
            IntervalSet required = recognizer.getExpectedTokens();
            collect(recognizer);
            boolean mayEnd = required.contains(Token.EOF) || required.contains(SqlParser.RPAREN);
            return new Mismatch(recognizer.getCurrentToken(), mayEnd ? expected : required);
        }

        private void collect(Parser recognizer) {
            int now = recognizer.getCurrentToken().getTokenIndex();
            if (now != place) {
                place = now;
                expected = new IntervalSet();
            }
            expected.addAll(recognizer.getExpectedTokens());
        }
    }
}
