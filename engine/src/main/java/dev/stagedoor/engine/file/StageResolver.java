package dev.stagedoor.engine.file;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.engine.access.Identities;
import dev.stagedoor.engine.statement.Messages;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.StageLookup;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.PresignScope;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.Incarnation;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.PresignBasis;
import dev.stagedoor.storage.location.LocationText;
import dev.stagedoor.storage.location.ObjectStores;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.storage.location.StoreUri;
import java.util.Optional;

/**
 * Where a stage's files lie. Of an external stage: below its own root, in a store of the user's. Of all others: in the server's internal
 * storage, under {@code stage/internal/<stage>/<path>} and {@code stage/user/<user>/<path>}, exactly as Databend lays them out, so that
 * tools which know its bucket know ours.
 */
public final class StageResolver {
    private final Catalog catalog;
    private final StoreRoot internal;
    private final ObjectStores stores;
    private final Identities identities;

    /**
     * @param internal where user stages and internal stages live
     * @param stores opens what external stages lie over
     */
    public StageResolver(Catalog catalog, StoreRoot internal, ObjectStores stores, Identities identities) {
        this.catalog = catalog;
        this.internal = internal;
        this.stores = stores;
        this.identities = identities;
    }

    /**
     * A place in a stage that may hold any number of files.
     *
     * @param root what every key of the stage begins with: ends in {@code /}, or is empty where the stage is a whole bucket
     * @param prefix {@code root} and the path after it
     * @param scope the stage, as the ledger knows it; empty for what is no stage
     */
    record Place(ObjectStore store, String root, KeyPrefix prefix, Optional<PresignScope> scope) {
        /** Whether URLs of its files lead to this server's own door. */
        boolean isBehindDoor() {
            return StageResolver.isBehindDoor(store);
        }
    }

    /** A stage as it was found: where it begins, its rules, and which of its name it is. */
    private record Found(StoreRoot root, PresignRules rules, Optional<StoreUri> location, Incarnation incarnation) {}

    /**
     * Whether URLs of a store lead to this server's own door: a use can be counted only by the server that sees each of them, so those
     * stores, and no others, can promise {@link Capability#PRESIGN_ONE_TIME}.
     */
    public static boolean isBehindDoor(ObjectStore store) {
        return store.capabilities().contains(Capability.PRESIGN_ONE_TIME);
    }

    /** Whether a path leads into the server's internal storage behind its own door, as far as is known now. Looks into memory alone. */
    public boolean isInternal(StagePath path) {
        return isBehindDoor(internal.store())
                && (path.isUserStage() || catalog.stage(path.stage()).flatMap(StageDefinition::location).isEmpty());
    }

    /**
     * The one file a path names. Whether it exists is not asked.
     *
     * @param stages those that authorization was asked with
     * @throws StagedoorException 2501 for an unknown stage; 1006 for a path that is no legal file; as {@link ObjectStores#open} where the
     *     store of an external stage cannot be opened
     */
    public StageFile file(StagePath path, Principal principal, StageLookup stages) {
        Found stage = find(path, principal, stages);
        checkPath(path);
        if (path.path().isEmpty() || path.path().endsWith("/")) {
            throw bad("'" + ShownText.of(path.toString()) + "' names a directory: add the name of a file, as in "
                    + ShownText.of(path.toString().endsWith("/") ? path.toString() : path + "/") + "file.parquet");
        }
        return new StageFile(
                path,
                stage.root().store(),
                new ObjectKey(stage.root().root() + path.path()),
                stage.rules(),
                stage.location(),
                new PresignBasis(identities.of(principal), stage.incarnation()));
    }

    /**
     * What the stage of a path asks of URLs.
     *
     * @throws StagedoorException 2501 for an unknown stage
     */
    public PresignRules rules(StagePath path, StageLookup stages) {
        return path.isUserStage()
                ? PresignRules.UNBOUND
                : stages.find(path.stage()).orElseThrow(() -> Messages.missingStage(path.stage())).presign();
    }

    /**
     * Every file whose path begins with the given one.
     *
     * @throws StagedoorException 2501 for an unknown stage; 1006 for a path no file could begin with; as {@link ObjectStores#open} where
     *     the store of an external stage cannot be opened
     */
    Place place(StagePath path, StatementContext context) {
        Principal principal = context.principal();
        StoreRoot root = find(path, principal, context.stages()).root();
        checkPath(path);
        return new Place(root.store(), root.root(), new KeyPrefix(root.root() + path.path()), Optional.of(scope(path, principal)));
    }

    /**
     * Where a stage begins, as a text that no other place has: the endpoint and the URL, or {@code internal:} and the directory in the
     * internal storage.
     */
    String origin(StagePath path, StatementContext context) {
        return origin(path, context.principal(), context.stages());
    }

    /** As {@link #origin(StagePath, StatementContext)}. */
    public String origin(StagePath path, Principal principal, StageLookup stages) {
        Found found = find(path, principal, stages);
        return found.location()
                .map(StoreUri::parse)
                .map(location -> location.shownEndpoint().map(endpoint -> endpoint + " ").orElse("") + LocationText.url(location))
                .orElse("internal:" + found.root().root());
    }

    /** All of an internal stage, whether or not it is defined. */
    Place wholeInternalStage(String stage) {
        StoreRoot root = internal(internalDirectory(stage));
        return new Place(root.store(), root.root(), new KeyPrefix(root.root()), Optional.of(new PresignScope.Stage(stage)));
    }

    /** All of a user's own stage, whether or not there is such a user. */
    Place wholeUserStage(String user) {
        StoreRoot root = internal(userDirectory(user));
        return new Place(root.store(), root.root(), new KeyPrefix(root.root()), Optional.of(new PresignScope.UserStage(user)));
    }

    private static PresignScope scope(StagePath path, Principal principal) {
        return path.isUserStage() ? new PresignScope.UserStage(principal.user()) : new PresignScope.Stage(path.stage());
    }

    private Found find(StagePath path, Principal principal, StageLookup stages) {
        if (path.isUserStage()) {
            return new Found(
                    internal(userDirectory(principal.user())), PresignRules.UNBOUND, Optional.empty(), Incarnation.NONE);
        }
        StageDefinition definition = stages.find(path.stage()).orElseThrow(() -> Messages.missingStage(path.stage()));
        return new Found(root(definition), definition.presign(), definition.location(), definition.incarnation());
    }

    /**
     * Where a stage begins.
     *
     * @throws StagedoorException as {@link ObjectStores#open} where the store of an external stage cannot be opened
     */
    public StoreRoot root(StageDefinition stage) {
        return stage.location().isPresent() ? stores.open(stage.location().get()) : internal(internalDirectory(stage.name()));
    }

    /** What every key of a user's own stage begins with, in the server's internal storage. */
    public String userStageRoot(String user) {
        return internal.root() + userDirectory(user);
    }

    private StoreRoot internal(String directory) {
        return new StoreRoot(internal.store(), internal.root() + directory);
    }

    private static String userDirectory(String user) {
        return "stage/user/" + user + "/";
    }

    private static String internalDirectory(String stage) {
        return "stage/internal/" + stage + "/";
    }

    /** The rules of keys on the path alone, so that what is refused is shown as the user wrote it. */
    private static void checkPath(StagePath path) {
        if (!path.path().isEmpty()) {
            new KeyPrefix(path.path());
        }
    }

    private static StagedoorException bad(String message) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, message);
    }
}
