package dev.stagedoor.signing;

import java.util.Optional;

/**
 * An access key of Alibaba Cloud, Tencent Cloud or Huawei Cloud: an identifier and the secret that signs.
 *
 * @param id public; stands in every URL signed with it
 * @param token present for temporary credentials (STS); stands in every URL signed with it, for the store to know them by
 */
public record AccessKey(String id, Secret secret, Optional<Secret> token) {
    /**
     * @throws IllegalArgumentException when the identifier is empty or holds {@code /}, {@code ;}, a space or what is not printable ASCII
     */
    public AccessKey {
        boolean plain = id.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '/' && c != ';');
        if (id.isEmpty() || !plain) {
            throw new IllegalArgumentException("an access key's identifier is printable ASCII without '/', ';' and spaces");
        }
    }

    public AccessKey(String id, Secret secret) {
        this(id, secret, Optional.empty());
    }

    /** Names the key, never the secret or the token. */
    @Override
    public String toString() {
        return "AccessKey[" + id + "]";
    }
}
