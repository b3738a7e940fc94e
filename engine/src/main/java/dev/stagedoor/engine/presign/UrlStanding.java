package dev.stagedoor.engine.presign;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.ledger.PresignScope;

/** Whether what a URL or an upload stands on is still there. */
public sealed interface UrlStanding {
    /**
     * It is.
     *
     * @param rules that its stage has now
     */
    record Stands(PresignScope stage, String user, PresignRules rules) implements UrlStanding {}

    /**
     * It is not.
     *
     * @param sentence for whoever sent the request; names neither the user nor the stage
     */
    record Fallen(String sentence) implements UrlStanding {}
}
