package dev.stagedoor.signing.term;

import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;

/** {@code OVERWRITE = FALSE}: an upload is refused when there is an object at the moment of the commit. */
public record NoOverwrite() implements Term {
    @Override
    public TermName name() {
        return TermName.OVERWRITE;
    }

    @Override
    public TermValue told() {
        return new TermValue.Flag(false);
    }

    @Override
    public Optional<Entry<String, String>> header() {
        return Optional.of(Map.entry("if-none-match", "*"));
    }
}
