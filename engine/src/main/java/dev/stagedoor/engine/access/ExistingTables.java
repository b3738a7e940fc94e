package dev.stagedoor.engine.access;

/**
 * Which databases and tables there are. Of what is not there nothing is needed: the statement ends in its own error.
 */
public interface ExistingTables {
    /** Everything that a statement may name: nothing is let pass for not being there. */
    ExistingTables ALL = new ExistingTables() {
        @Override
        public boolean hasDatabase(String database) {
            return true;
        }

        @Override
        public boolean hasTable(String database, String table) {
            return true;
        }
    };

    boolean hasDatabase(String database);

    /** @return false, too, when there is no such database */
    boolean hasTable(String database, String table);
}
