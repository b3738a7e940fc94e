package dev.stagedoor.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Knows the tables of a database and how those of earlier versions became what they are now. */
@FunctionalInterface
public interface DatabaseSchema {
    /**
     * Makes the tables in a new file, and takes an older file to the newest version.
     *
     * @param connection may write and has no transaction open. After an {@link SQLException} it is to be closed
     * @param others gives further connections of the same kind, for a tool that wants its own
     * @throws dev.stagedoor.errors.StagedoorException when the file is of a later version, or is not a database of this kind
     */
    void bringUpToDate(Connection connection, DataSource others) throws SQLException;
}
