package dev.stagedoor.storage.location;

import dev.stagedoor.storage.KeyPrefix;

/**
 * Files that a URL names without a stage. A path that ends in {@code /} is a directory; then their names begin behind it. Any other is the
 * beginning of keys, and names begin at the root of the store. An HTTP URL means the files that it spells out.
 *
 * @param directory where they lie, which can be opened
 * @param root what their names leave out of their keys: empty, or ends in {@code /}
 * @param prefix what their keys begin with
 * @param shown what stands before a name to make a URL that a user can read; holds no secret
 */
public record FilesUri(StoreUri directory, String root, KeyPrefix prefix, String shown) {}
