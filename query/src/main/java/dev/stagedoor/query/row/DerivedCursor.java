package dev.stagedoor.query.row;

/** Rows made of those of another cursor, which is closed with this one. */
abstract class DerivedCursor implements RowCursor {
    final RowCursor from;

    DerivedCursor(RowCursor from) {
        this.from = from;
    }

    @Override
    public boolean readBy(Reader reader) {
        return from.readBy(reader);
    }

    @Override
    public void close() {
        from.close();
    }
}
