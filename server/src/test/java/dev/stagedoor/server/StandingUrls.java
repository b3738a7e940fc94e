package dev.stagedoor.server;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.engine.file.StageFile;
import dev.stagedoor.engine.presign.CommitBarrier;
import dev.stagedoor.engine.presign.UrlRights;
import dev.stagedoor.engine.presign.UrlStanding;
import dev.stagedoor.ledger.PresignScope;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.local.DoorTerms;

/** A world without users and stages, where nothing is taken away: for tests of what else a URL is bound to. */
final class StandingUrls implements UrlRights {
    private static final UrlStanding STANDS =
            new UrlStanding.Stands(new PresignScope.UserStage("root"), "root", PresignRules.UNBOUND);

    private final CommitBarrier barrier = new CommitBarrier();

    @Override
    public UrlStanding ofUrl(DoorTerms terms, HttpMethod method, ObjectKey key) {
        return STANDS;
    }

    @Override
    public UrlStanding ofUpload(StageFile file) {
        return STANDS;
    }

    @Override
    public CommitBarrier barrier() {
        return barrier;
    }
}
