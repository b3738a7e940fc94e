package dev.stagedoor.engine.presign;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.engine.access.Access;
import dev.stagedoor.engine.access.AccessCache;
import dev.stagedoor.engine.access.Identities;
import dev.stagedoor.engine.file.EndingDefinitions;
import dev.stagedoor.engine.file.StageFile;
import dev.stagedoor.engine.file.StageResolver;
import dev.stagedoor.engine.presign.UrlStanding.Fallen;
import dev.stagedoor.engine.presign.UrlStanding.Stands;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.ledger.PresignScope;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.storage.Incarnation;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PresignBasis;
import dev.stagedoor.storage.local.DoorTerms;
import dev.stagedoor.storage.location.StoreRoot;
import java.util.Optional;

/**
 * Asks the catalog of now what somebody may do who asked for a URL, or began an upload, at some time before. The definitions are read
 * before the grants, so a grant that is found is one on these definitions.
 */
public final class StandingRights implements UrlRights {
    private static final Fallen NO_USER = new Fallen("Whoever asked for this may not use the server any more.");
    private static final Fallen NO_STAGE = new Fallen("The stage that this was for does not exist any more.");
    private static final Fallen ENDING = new Fallen("The stage that this is for is being dropped.");
    private static final Fallen ELSEWHERE = new Fallen("The stage that this was for leads elsewhere now.");
    private static final Fallen UNKNOWN = new Fallen("Nothing is known any more of whoever asked for this URL: ask for a new one.");
    private static final Fallen NO_READING = new Fallen("Whoever asked for this may not read the file any more.");
    private static final Fallen NO_WRITING = new Fallen("Whoever asked for this may not write the file any more.");
    private static final Fallen NO_DOWNLOADS = new Fallen("The stage allows no downloads any more (METHODS).");
    private static final Fallen NO_UPLOADS = new Fallen("The stage allows no uploads any more (METHODS).");

    private final Catalog catalog;
    private final PresignLedger ledger;
    private final AccessCache accesses;
    private final Identities identities;
    private final EndingDefinitions ending;
    private final StageResolver resolver;
    private final CommitBarrier barrier;

    public StandingRights(
            Catalog catalog,
            PresignLedger ledger,
            AccessCache accesses,
            Identities identities,
            EndingDefinitions ending,
            StageResolver resolver,
            CommitBarrier barrier) {
        this.catalog = catalog;
        this.ledger = ledger;
        this.accesses = accesses;
        this.identities = identities;
        this.ending = ending;
        this.resolver = resolver;
        this.barrier = barrier;
    }

    @Override
    public CommitBarrier barrier() {
        return barrier;
    }

    @Override
    public UrlStanding ofUrl(DoorTerms terms, HttpMethod method, ObjectKey key) {
        Optional<PresignBasis> basis = terms.basis().or(() -> entered(terms));
        return basis.isEmpty() ? UNKNOWN : standing(basis.get(), method, new DoorKey(resolver, key));
    }

    /** A URL whose basis was not signed yet: what it stands on is whoever has the names now. */
    private Optional<PresignBasis> entered(DoorTerms terms) {
        return ledger.find(terms.id()).map(PresignRecord::issued).flatMap(this::basis);
    }

    private Optional<PresignBasis> basis(IssuedPresign issued) {
        Incarnation user = identities.of(issued.user());
        return issued.stage().equals(StagePath.USER_STAGE)
                ? Optional.of(new PresignBasis(user, Incarnation.NONE))
                : catalog.stage(issued.stage()).map(stage -> new PresignBasis(user, stage.incarnation()));
    }

    @Override
    public UrlStanding ofUpload(StageFile file) {
        return standing(file.basis(), HttpMethod.PUT, new Place() {
            @Override
            public boolean isInUserStage(String user) {
                return true;
            }

            @Override
            public Optional<String> path(StageDefinition stage) {
                return stage.location().equals(file.location()) ? Optional.of(file.path().path()) : Optional.empty();
            }
        });
    }

    /** Where a file lies that was resolved some time ago. */
    private interface Place {
        boolean isInUserStage(String user);

        /** From the root of the stage, as that is now; empty when it leads elsewhere. */
        Optional<String> path(StageDefinition stage);
    }

    /** A key behind the door. */
    private record DoorKey(StageResolver resolver, ObjectKey key) implements Place {
        @Override
        public boolean isInUserStage(String user) {
            return key.value().startsWith(resolver.userStageRoot(user));
        }

        @Override
        public Optional<String> path(StageDefinition stage) {
            StoreRoot root;
            try {
                root = resolver.root(stage);
            } catch (StagedoorException e) {
                return Optional.empty(); // what cannot be opened any more leads nowhere
            }
            return StageResolver.isBehindDoor(root.store()) && key.value().startsWith(root.root())
                    ? Optional.of(key.value().substring(root.root().length()))
                    : Optional.empty();
        }
    }

    private UrlStanding standing(PresignBasis basis, HttpMethod method, Place place) {
        Optional<String> user = identities.user(basis.user());
        if (user.isEmpty() || ending.contains(basis.user())) {
            return NO_USER;
        }
        if (basis.stage().equals(Incarnation.NONE)) {
            return place.isInUserStage(user.get())
                    ? new Stands(new PresignScope.UserStage(user.get()), user.get(), PresignRules.UNBOUND)
                    : ELSEWHERE;
        }
        Optional<StageDefinition> stage = catalog.stage(basis.stage());
        if (stage.isEmpty()) {
            return NO_STAGE;
        }
        if (ending.contains(basis.stage())) {
            return ENDING;
        }
        Optional<String> path = place.path(stage.get());
        return path.isEmpty() ? ELSEWHERE : standing(user.get(), stage.get(), method, path.get());
    }

    private UrlStanding standing(String user, StageDefinition stage, HttpMethod method, String path) {
        Access access = identities.isConfigured(user) ? Access.ADMIN : accesses.ofUser(user);
        boolean writes = method == HttpMethod.PUT;
        boolean may = writes ? access.mayWrite(stage, path) : access.mayRead(stage, path);
        if (!may) {
            return writes ? NO_WRITING : NO_READING;
        }
        PresignRules rules = stage.presign();
        if (!rules.methods().contains(writes ? PresignRules.Method.UPLOAD : PresignRules.Method.DOWNLOAD)) {
            return writes ? NO_UPLOADS : NO_DOWNLOADS;
        }
        return new Stands(new PresignScope.Stage(stage.name()), user, rules);
    }
}
