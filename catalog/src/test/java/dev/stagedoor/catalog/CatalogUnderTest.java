package dev.stagedoor.catalog;

import static dev.stagedoor.catalog.SampleDefinitions.connection;
import static dev.stagedoor.catalog.SampleDefinitions.onStage;
import static dev.stagedoor.catalog.SampleDefinitions.read;
import static dev.stagedoor.catalog.SampleDefinitions.readBelow;
import static dev.stagedoor.catalog.SampleDefinitions.role;
import static dev.stagedoor.catalog.SampleDefinitions.stage;
import static dev.stagedoor.catalog.SampleDefinitions.toRole;
import static dev.stagedoor.catalog.SampleDefinitions.toUser;
import static dev.stagedoor.catalog.SampleDefinitions.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a topic of the contract knows of the catalog that it is asked of, and what several topics do with it. */
public interface CatalogUnderTest {
    /** Empty at the beginning of each test. */
    Catalog catalog();

    /** A second look at the same definitions that shares no memory with the first: what it sees was stored. */
    Catalog reopen() throws Exception;

    /** Everything that {@link Grants} shows of these, as values. */
    static List<Object> shown(Catalog of) {
        Grants grants = of.grants();
        var shown = new ArrayList<Object>(List.of(grants.memberships()));
        for (String name : List.of("s", "t", "c", "r", "q", "bob", "ann", "public")) {
            shown.add(grants.on(onStage(name)));
            shown.add(grants.on(new GrantObject.Connection(name)));
            shown.add(grants.of(toUser(name)));
            shown.add(grants.of(toRole(name)));
            shown.add(grants.rolesOf(toUser(name)));
            shown.add(grants.rolesOf(toRole(name)));
        }
        shown.add(grants.on(new GrantObject.Global()));
        return shown;
    }

    default void sameWhenReopened() throws Exception {
        try (Catalog again = reopen()) {
            assertThat(shown(again)).isEqualTo(shown(catalog()));
        }
    }

    default void refused(ErrorCode code, ThrowingCallable change) {
        Grants before = catalog().grants();
        assertThatThrownBy(change)
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(catalog().grants()).isSameAs(before);
    }

    default void someGrants() {
        catalog().createStage(stage("s"));
        catalog().createStage(stage("t"));
        catalog().createConnection(connection("c", "x"));
        catalog().createUser(user("bob"));
        catalog().createUser(user("ann"));
        catalog().createRole(role("r"));
        catalog().createRole(role("q"));
        catalog().grant(List.of(
                read("s", toRole("r")),
                readBelow("s", "in/", toUser("bob")),
                readBelow("s", "in/", toRole("public")),
                new Grant(Privilege.WRITE, onStage("t"), toUser("bob")),
                new Grant(Privilege.ACCESS_CONNECTION, new GrantObject.Connection("c"), toRole("r")),
                new Grant(Privilege.SUPER, new GrantObject.Global(), toUser("ann"))));
        catalog().grantRole(new Membership("r", toUser("bob")));
        catalog().grantRole(new Membership("q", toRole("r")));
        catalog().grantRole(new Membership("account_admin", toUser("ann")));
    }

    /** Starts every part at the same moment; answers by thread. */
    static List<Boolean> together(int threads, Part part) throws Exception {
        var start = new CyclicBarrier(threads);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> running = IntStream.range(0, threads)
                    .mapToObj(thread -> executor.submit((Callable<Boolean>) () -> {
                        start.await();
                        return part.run(thread);
                    }))
                    .toList();
            var answers = new ArrayList<Boolean>();
            for (Future<Boolean> each : running) {
                answers.add(answer(each));
            }
            return answers;
        }
    }

    private static boolean answer(Future<Boolean> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** One thread's part. */
    @FunctionalInterface
    interface Part {
        boolean run(int thread) throws Exception;
    }
}
