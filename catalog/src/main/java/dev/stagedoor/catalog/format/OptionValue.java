package dev.stagedoor.catalog.format;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.FormatClause.Value;
import dev.stagedoor.sql.FormatClause.Value.Flag;
import dev.stagedoor.sql.FormatClause.Value.Number;
import dev.stagedoor.sql.FormatClause.Value.Text;
import dev.stagedoor.sql.FormatClause.Value.Texts;
import dev.stagedoor.sql.FormatClause.Value.Word;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** What an option holds, and how it is read from what was written. */
sealed interface OptionValue {
    /** The word {@code NONE}: the empty text, or the count 0. */
    String NONE = "NONE";

    /**
     * The stored value.
     *
     * @throws StagedoorException when the option does not take it
     */
    Object read(FileFormatType type, String option, Value written);

    /** Whether this is a value that {@link #read} could have given. */
    boolean admits(Object stored);

    /**
     * One of a closed list of words, written quoted or not, in upper or lower case.
     *
     * @param storedByWord what is stored for each word, the words in lower case
     * @param refusal makes the error from the option's name and what was written
     */
    record Choice(Map<String, String> storedByWord, BiFunction<String, String, StagedoorException> refusal) implements OptionValue {
        public Choice {
            storedByWord = Map.copyOf(storedByWord);
        }

        @Override
        public Object read(FileFormatType type, String option, Value written) {
            String word = FormatErrors.shown(written);
            return Optional.ofNullable(storedByWord.get(word.toLowerCase(Locale.ROOT)))
                    .orElseThrow(() -> refusal.apply(option, word));
        }

        @Override
        public boolean admits(Object stored) {
            return stored instanceof String text && storedByWord.containsValue(text);
        }
    }

    /** A string under a rule. */
    record FreeText(TextRule rule) implements OptionValue {
        @Override
        public Object read(FileFormatType type, String option, Value written) {
            String text = switch (written) {
                case Text(String quoted) -> quoted;
                case Word(String word) when word.equals(NONE) -> "";
                case Word _, Number _, Flag _, Texts _ ->
                    throw FormatErrors.invalid(type, option, FormatErrors.shown(written), "Expecting a string.");
            };
            rule.complaint(text).ifPresent(complaint -> {
                throw FormatErrors.invalid(type, option, text, complaint);
            });
            return text;
        }

        @Override
        public boolean admits(Object stored) {
            return stored instanceof String text && rule.complaint(text).isEmpty();
        }
    }

    /** {@code TRUE} or {@code FALSE}. */
    record Switch() implements OptionValue {
        @Override
        public Object read(FileFormatType type, String option, Value written) {
            if (written instanceof Flag(boolean on)) {
                return on;
            }
            throw FormatErrors.notBoolean(option, FormatErrors.shown(written));
        }

        @Override
        public boolean admits(Object stored) {
            return stored instanceof Boolean;
        }
    }

    /** A number of lines, 0 or more. */
    record Count() implements OptionValue {
        @Override
        public Object read(FileFormatType type, String option, Value written) {
            return switch (written) {
                case Number(long number) when number >= 0 -> number;
                case Word(String word) when word.equals(NONE) -> 0L;
                case Number _, Word _, Text _, Flag _, Texts _ ->
                    throw FormatErrors.invalid(type, option, FormatErrors.shown(written), "Expecting an unsigned integer.");
            };
        }

        @Override
        public boolean admits(Object stored) {
            return stored instanceof Long count && count >= 0;
        }
    }

    /** A list of strings, each under {@link TextRule#ANY}. */
    record TextList() implements OptionValue {
        /** Strings in one list. */
        static final int MAX_TEXTS = 100;

        @Override
        public Object read(FileFormatType type, String option, Value written) {
            if (written instanceof Texts(List<String> texts) && admits(texts)) {
                return texts;
            }
            throw FormatErrors.invalid(
                    type,
                    option,
                    FormatErrors.shown(written),
                    "Expecting a list of at most " + MAX_TEXTS + " strings, each of at most " + TextRule.MAX_BYTES + " bytes.");
        }

        @Override
        public boolean admits(Object stored) {
            return stored instanceof List<?> list
                    && list.size() <= MAX_TEXTS
                    && list.stream().allMatch(each -> each instanceof String text && TextRule.ANY.complaint(text).isEmpty());
        }
    }

    /** Stored and shown, but no clause can set it. */
    record Fixed(String only) implements OptionValue {
        @Override
        public Object read(FileFormatType type, String option, Value written) {
            throw new IllegalStateException(option + " cannot be set");
        }

        @Override
        public boolean admits(Object stored) {
            return only.equals(stored);
        }
    }
}
