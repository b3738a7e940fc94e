package dev.stagedoor.engine.presign;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.signing.term.RuleName;
import dev.stagedoor.storage.PutConditions;
import java.util.Optional;

/** The rules of a stage against one upload: at its head, and once more at its last byte, when they may have changed. */
public final class UploadRules {
    private UploadRules() {}

    /**
     * The conditions under which an upload keeps to the rules. One that announces no content type gets the first that is allowed.
     *
     * @return empty when its content type is not allowed; compared character by character
     */
    public static Optional<PutConditions> narrowed(PutConditions asked, PresignRules rules) {
        if (!allows(rules, contentType(asked))) {
            return Optional.empty();
        }
        boolean onlyIfAbsent = asked.onlyIfAbsent() || !rules.overwrite();
        Optional<String> contentType = contentType(asked).or(() -> rules.contentTypes().stream().findFirst());
        return Optional.of(
                onlyIfAbsent == asked.onlyIfAbsent() && contentType.equals(contentType(asked))
                        ? asked
                        : new PutConditions(onlyIfAbsent, asked.checksums(), asked.attributes().withType(contentType)));
    }

    private static Optional<String> contentType(PutConditions conditions) {
        return conditions.attributes().contentType();
    }

    private static boolean allows(PresignRules rules, Optional<String> contentType) {
        return rules.contentTypes().isEmpty() || contentType.isEmpty() || rules.contentTypes().contains(contentType.get());
    }

    /**
     * The rule that a finished upload does not keep to.
     *
     * @param conditions under which it will be committed
     */
    public static Optional<String> broken(PresignRules rules, PutConditions conditions, long bytes) {
        if (bytes > rules.maxBytes().orElse(Long.MAX_VALUE)) {
            return Optional.of(RuleName.MAX_SIZE.sentence());
        }
        if (!rules.overwrite() && !conditions.onlyIfAbsent()) {
            return Optional.of(RuleName.OVERWRITE.sentence());
        }
        boolean typed = rules.contentTypes().isEmpty() || contentType(conditions).filter(rules.contentTypes()::contains).isPresent();
        return typed ? Optional.empty() : Optional.of(RuleName.CONTENT_TYPES.sentence());
    }
}
