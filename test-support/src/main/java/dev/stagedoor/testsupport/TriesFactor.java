package dev.stagedoor.testsupport;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyAttributes;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Multiplies the tries that each property names by {@code -Dstagedoor.tries.factor}, which is 1 unless it is set. A property of one try,
 * which is an example, keeps its one.
 */
public final class TriesFactor implements AroundPropertyHook {
    private static final int FACTOR = Integer.getInteger("stagedoor.tries.factor", 1);

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        PropertyAttributes attributes = context.attributes();
        attributes.tries().filter(tries -> tries > 1).ifPresent(tries -> attributes.setTries(Math.multiplyExact(tries, FACTOR)));
        return property.execute();
    }

    /** Before every hook that a property has of its own. */
    @Override
    public int aroundPropertyProximity() {
        return -100;
    }
}
