package dev.stagedoor.engine.statement;

import dev.stagedoor.catalog.StageDefinition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The stages that one statement names, each looked up in the catalog once: a statement acts on the definition that authorization asked
 * about. A stage that was not there stays missing until the statement ends. For one thread at a time.
 */
public final class StageLookup {
    /** Of a statement that has not begun: it looks nothing up. */
    static final StageLookup NOT_BEGUN = new StageLookup(_ -> {
        throw new IllegalStateException("a statement looks for stages only while it runs");
    });

    private final Function<String, Optional<StageDefinition>> catalog;
    private final Map<String, Optional<StageDefinition>> found = new HashMap<>();

    /** @param catalog asked once for each name */
    public StageLookup(Function<String, Optional<StageDefinition>> catalog) {
        this.catalog = catalog;
    }

    /** The stage of this name when it was first asked for. */
    public Optional<StageDefinition> find(String name) {
        Optional<StageDefinition> known = found.get(name);
        if (known == null) {
            known = catalog.apply(name);
            found.put(name, known);
        }
        return known;
    }
}
