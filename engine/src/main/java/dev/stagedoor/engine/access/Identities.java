package dev.stagedoor.engine.access;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.storage.Incarnation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which user an incarnation is. Users of the configuration have one that follows from their name: there is nobody else of that name while
 * the configuration has it. Where the configuration and a statement define one name, the configuration's user counts.
 */
public final class Identities {
    private final Catalog catalog;
    private final Map<String, Incarnation> configured = new HashMap<>();
    private final Map<Incarnation, String> configuredNames = new HashMap<>();

    public Identities(Catalog catalog, Set<String> configured) {
        this.catalog = catalog;
        for (String name : configured) {
            Incarnation incarnation = ofConfigured(name);
            this.configured.put(name, incarnation);
            configuredNames.put(incarnation, name);
        }
    }

    private static Incarnation ofConfigured(String name) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("user of the configuration\0".getBytes(StandardCharsets.UTF_8));
            return new Incarnation(ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8))).getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public boolean isConfigured(String user) {
        return configured.containsKey(user);
    }

    /** Whoever has the name now; {@link Incarnation#NONE} for nobody. */
    public Incarnation of(String name) {
        Incarnation known = configured.get(name);
        return known != null ? known : catalog.user(name).map(UserDefinition::incarnation).orElse(Incarnation.NONE);
    }

    /** The one who was found at the login; where that is not told, whoever has the name now. */
    public Incarnation of(Principal principal) {
        return principal.incarnation().equals(Incarnation.NONE) ? of(principal.user()) : principal.incarnation();
    }

    /** The name of a user who exists and is not disabled. */
    public Optional<String> user(Incarnation incarnation) {
        String known = configuredNames.get(incarnation);
        if (known != null) {
            return Optional.of(known);
        }
        return catalog.user(incarnation)
                .filter(user -> !user.disabled() && !configured.containsKey(user.name()))
                .map(UserDefinition::name);
    }
}
