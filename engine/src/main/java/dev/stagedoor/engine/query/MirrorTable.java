package dev.stagedoor.engine.query;

import dev.stagedoor.engine.access.Authorization;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.SystemRelation;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.storage.mirror.Mirror;
import dev.stagedoor.storage.mirror.MirrorEntry;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** {@code system.mirror}: which staged files queries have on this machine. Of all stages, so only SUPER sees it. */
public final class MirrorTable {
    private static final List<Column> SCHEMA = List.of(
            Column.string("store"),
            Column.string("file"),
            Column.nullableString("etag"),
            Column.of("size", Scalar.UINT64),
            Column.of("present", Scalar.UINT64),
            Column.of("in_place", Scalar.BOOLEAN),
            Column.of("readers", Scalar.UINT64),
            Column.of("last_used", Scalar.TIMESTAMP));

    private final Mirror mirror;
    private final Authorization authorization;

    public MirrorTable(Mirror mirror, Authorization authorization) {
        this.mirror = mirror;
        this.authorization = authorization;
    }

    public SystemRelation relation() {
        return SystemRelation.table("mirror", SCHEMA, context -> RowCursor.of(rows(context)));
    }

    private Iterator<Row> rows(StatementContext context) {
        if (!authorization.access(context).isSuper()) {
            return Collections.emptyIterator();
        }
        return mirror.entries().stream()
                .sorted(Comparator.comparing(MirrorEntry::store).thenComparing(MirrorEntry::key))
                .map(MirrorTable::row)
                .iterator();
    }

    private static Row row(MirrorEntry entry) {
        return Row.of(
                entry.store(),
                entry.key(),
                entry.etag().orElse(null),
                entry.size(),
                entry.present(),
                entry.inPlace(),
                (long) entry.readers(),
                entry.lastUsed());
    }
}
