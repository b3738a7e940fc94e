package dev.stagedoor.sql;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * {@code PRESIGN = (MAX_EXPIRE = 900, MAX_SIZE = '2 GiB', CONTENT_TYPES = ('text/csv', …), OVERWRITE = FALSE, METHODS = (UPLOAD))} of a
 * stage: what its URLs are bound to. What is left out is unbounded; {@code PRESIGN = ()} binds nothing.
 *
 * @param maxExpireSeconds any non-negative number as written; its bounds are not a matter of syntax
 * @param maxSizeBytes from a number of bytes, or a text such as {@code '2 GiB'} or {@code '500 kB'}
 * @param contentTypes none for any; the first is taken where a statement names none
 * @param overwrite false when an upload must not replace a file
 * @param methods what may be presigned; never empty
 */
public record PresignClause(
        Optional<BigDecimal> maxExpireSeconds,
        OptionalLong maxSizeBytes,
        List<String> contentTypes,
        boolean overwrite,
        Set<Statement.Presign.Action> methods) {
    public PresignClause {
        contentTypes = List.copyOf(contentTypes);
        methods = Set.copyOf(methods);
    }
}
