package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.statement.SessionSettings;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.query.row.CellText;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.server.http.JsonBuffer;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the rows of one result into its pages: here typed cells become the texts of the protocol. One thread at a time. */
final class CellWriter {
    /** For results without moments: one for all, since PRESIGN makes a writer for each answer. */
    private static final CellText ZONELESS = new CellText(ZoneOffset.UTC);

    private final List<Column> schema;
    private final CellText text;

    /**
     * @param session whose zone moments are written in
     * @throws dev.stagedoor.errors.StagedoorException 1078 when the session's zone is none, and the result has moments
     */
    CellWriter(List<Column> schema, SessionState session) {
        this.schema = schema;
        this.text = isZoned(schema) ? new CellText(SessionSettings.zone(session)) : ZONELESS;
    }

    private static boolean isZoned(List<Column> schema) {
        for (int i = 0; i < schema.size(); i++) {
            if (schema.get(i).type().isZoned()) {
                return true;
            }
        }
        return false;
    }

    /** One array of texts and nulls. */
    void write(Row row, JsonBuffer json) {
        json.raw('[');
        for (int i = 0; i < row.size(); i++) {
            if (i > 0) {
                json.raw(',');
            }
            write(schema.get(i).type(), row.cell(i), json);
        }
        json.raw(']');
    }

    /** Texts are written as they are. So are whole numbers, without a text in between; a negative one could be a large UInt64. */
    private void write(DataType type, @Nullable Object cell, JsonBuffer json) {
        switch (cell) {
            case null -> json.string(null);
            case String string -> json.string(string);
            case Long number when number >= 0 -> json.raw('"').number(number).raw('"');
            default -> json.string(text.of(type, cell));
        }
    }
}
