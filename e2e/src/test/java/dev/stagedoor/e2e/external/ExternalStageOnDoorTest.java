package dev.stagedoor.e2e.external;

import dev.stagedoor.e2e.support.ServerProcess;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A user's bucket that another Stagedoor plays: the door of its embedded store, with S3 access. */
class ExternalStageOnDoorTest extends ExternalStageTests {
    private static final String SECRET = "CHANGEME123";

    private @Nullable ServerProcess owner;

    @Override
    UserBucket createBucket(String name, Path directory) {
        owner = ServerProcess.start(ServerProcess.Launch.of(directory.resolve("owner"))
                .withFlags("--set", "storage.bucket=" + name, "--set", "door.access_key_id=ROOTUSER")
                .withEnvironment(Map.of("STAGEDOOR_DOOR_SECRET_ACCESS_KEY", SECRET)));
        return new UserBucket(owner.address(), name, "ROOTUSER", SECRET);
    }

    @Override
    void stopStore() {
        if (owner != null) {
            owner.close();
        }
    }
}
