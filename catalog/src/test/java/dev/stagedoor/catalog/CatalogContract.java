package dev.stagedoor.catalog;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every catalog does. An implementation is done when it passes. */
public abstract class CatalogContract
        implements StageContract, ConnectionContract, RaceContract, UserContract, GrantContract, GrantEndContract {
    private Catalog catalog;

    /** A catalog with nothing in it. */
    protected abstract Catalog openEmpty() throws Exception;

    @BeforeEach
    void open() throws Exception {
        catalog = openEmpty();
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Override
    public final Catalog catalog() {
        return catalog;
    }
}
