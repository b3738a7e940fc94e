package dev.stagedoor.engine.definition;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.FileFormatDefinition;
import dev.stagedoor.catalog.format.FileFormats;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.Statement.CreateFileFormat;
import dev.stagedoor.sql.Statement.DropFileFormat;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** CREATE, DROP and SHOW FILE FORMATS. Stages hold copies: what changes here does not change them. */
public final class FileFormatDefinitions {
    private static final List<Column> SCHEMA = List.of(Column.string("name"), Column.string("format_options"));

    private final Catalog catalog;
    private final Clock clock;

    public FileFormatDefinitions(Catalog catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    public StatementResult create(CreateFileFormat statement, StatementContext context) {
        String name = statement.name();
        if (FileFormats.isReservedName(name)) {
            throw new StagedoorException(
                    ErrorCode.SYNTAX, "[SQL-BINDER] File format '" + ShownText.of(name) + "' is reserved and cannot be used");
        }
        FileFormatDefinition format = new FileFormatDefinition(
                name,
                FileFormats.resolve(statement.options(), other -> catalog.fileFormat(other).map(FileFormatDefinition::format)),
                context.principal().user(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        if (statement.orReplace()) {
            catalog.replaceFileFormat(format);
        } else if (!catalog.createFileFormat(format) && !statement.ifNotExists()) {
            throw new StagedoorException(
                    ErrorCode.FILE_FORMAT_ALREADY_EXISTS, "File format '" + ShownText.of(name) + "' already exists.");
        }
        return StatementResult.Done.DONE;
    }

    public StatementResult drop(DropFileFormat statement) {
        if (!catalog.dropFileFormat(statement.name()) && !statement.ifExists()) {
            throw new StagedoorException(
                    ErrorCode.UNKNOWN_FILE_FORMAT, "Unknown file format '" + ShownText.of(statement.name()) + "'.");
        }
        return StatementResult.Done.DONE;
    }

    public StatementResult show() {
        List<Row> rows = catalog.fileFormats().stream()
                .map(format -> Row.of(format.name(), format.format().toOptionText()))
                .toList();
        return new StatementResult.Rows(SCHEMA, RowCursor.of(rows), List.of());
    }
}
