package dev.stagedoor.storage;

import dev.stagedoor.storage.contract.AdjustableClock;
import dev.stagedoor.storage.contract.AttributeContract;
import dev.stagedoor.storage.contract.BrokenBodyContract;
import dev.stagedoor.storage.contract.ConcurrencyContract;
import dev.stagedoor.storage.contract.ConditionContract;
import dev.stagedoor.storage.contract.ContentContract;
import dev.stagedoor.storage.contract.ContractResults;
import dev.stagedoor.storage.contract.KeyContract;
import dev.stagedoor.storage.contract.ListingContract;
import dev.stagedoor.storage.contract.MultipartContract;
import dev.stagedoor.storage.contract.PresignContract;
import dev.stagedoor.storage.contract.PresignTermsContract;
import dev.stagedoor.storage.contract.RangeContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link ObjectStore} must do. A new store is done when a subclass of this passes. Where a store lacks a capability, the test
 * asserts that it refuses; where it differs in a way that {@link #deviations} or {@link #holds} declares, the test asserts the difference.
 * Nothing is skipped. What came out goes to {@link ContractResults#DIRECTORY}.
 */
@ExtendWith(ContractResults.class)
public abstract class ObjectStoreContract
        implements KeyContract,
                ContentContract,
                AttributeContract,
                RangeContract,
                ConditionContract,
                BrokenBodyContract,
                ListingContract,
                ConcurrencyContract,
                MultipartContract,
                PresignContract,
                PresignTermsContract {
    /** The clock that the store under test signs by. */
    protected final AdjustableClock clock = new AdjustableClock();

    protected ObjectStore store;

    /** A store without objects that signs by {@link #clock}, closed after the test. */
    protected abstract ObjectStore createStore() throws Exception;

    /** Gives back what {@link #createStore} needed, after the store was closed. */
    protected void dispose() throws Exception {}

    @BeforeEach
    void open() throws Exception {
        store = createStore();
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        dispose();
    }

    @Override
    public final ObjectStore store() {
        return store;
    }

    @Override
    public final AdjustableClock clock() {
        return clock;
    }
}
