package dev.stagedoor.engine.definition;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.ConnectionDefinition;
import dev.stagedoor.engine.access.Access;
import dev.stagedoor.engine.statement.Messages;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.sql.Statement.CreateConnection;
import dev.stagedoor.sql.Statement.DescribeConnection;
import dev.stagedoor.sql.Statement.DropConnection;
import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.LocationText;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * CREATE, DROP, DESCRIBE CONNECTION and SHOW CONNECTIONS. Stages copy a connection's parameters when they are created: what changes here
 * does not change them. Of a parameter only its mask is ever shown.
 */
public final class ConnectionDefinitions {
    private static final List<Column> SCHEMA =
            List.of(Column.string("name"), Column.string("storage_type"), Column.string("storage_params"));

    private final Catalog catalog;
    private final Clock clock;

    public ConnectionDefinitions(Catalog catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    public StatementResult create(CreateConnection statement, StatementContext context, Access access) {
        String storageType = statement.storageType().toLowerCase(Locale.ROOT);
        ConnectionParameters parameters = new ConnectionParameters(statement.parameters());
        parameters.checkFor(storageType);
        ConnectionDefinition connection = new ConnectionDefinition(
                statement.name(),
                storageType,
                parameters,
                context.principal().user(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                access.newOwner("connection", "CreateConnection", context.principal()));
        if (statement.orReplace()) {
            catalog.replaceConnection(connection);
        } else if (!catalog.createConnection(connection) && !statement.ifNotExists()) {
            throw new StagedoorException(
                    ErrorCode.CONNECTION_ALREADY_EXISTS, "Connection '" + ShownText.of(statement.name()) + "' already exists.");
        }
        return StatementResult.Done.DONE;
    }

    public StatementResult drop(DropConnection statement) {
        if (!catalog.dropConnection(statement.name()) && !statement.ifExists()) {
            throw Messages.unknownConnection(statement.name());
        }
        return StatementResult.Done.DONE;
    }

    public StatementResult describe(DescribeConnection statement) {
        ConnectionDefinition connection = catalog.connection(statement.name())
                .orElseThrow(() -> Messages.unknownConnection(statement.name()));
        return new StatementResult.Rows(SCHEMA, RowCursor.of(row(connection)), List.of());
    }

    /** Every connection that may be seen, by name. */
    public StatementResult show(Access access) {
        List<Row> rows = catalog.connections().stream()
                .filter(access::mayUse)
                .map(ConnectionDefinitions::row)
                .toList();
        return new StatementResult.Rows(SCHEMA, RowCursor.of(rows), List.of());
    }

    private static Row row(ConnectionDefinition connection) {
        return Row.of(connection.name(), connection.storageType(), LocationText.masked(connection.parameters()));
    }
}
