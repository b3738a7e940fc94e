package dev.stagedoor.catalog.sqlite;

import static dev.stagedoor.catalog.SampleDefinitions.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.catalog.Grant;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.catalog.encryption.CatalogKey;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that changes a catalog without end is killed, and the catalog is opened again. */
class KilledProcessTest {
    private static final int ROUNDS = 3;
    private static final int CHANGES_BEFORE_THE_KILL = 200;
    private static final Grantee EVERYBODY = new Grantee.Role(RoleDefinition.PUBLIC);

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void every_acknowledged_change_survives_sigkill_and_nothing_else_appears() throws Exception {
        Path file = directory.resolve("catalog.db");
        Set<String> expected = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            int acknowledged = acknowledgedByAKilledProcess(file, round);
            for (int step = 0; step < acknowledged; step++) {
                apply(round, step, expected);
            }
            Set<String> withTheNext = new HashSet<>(expected);
            apply(round, acknowledged, withTheNext);

            try (var catalog = SqliteCatalog.open(file, key(file))) {
                Set<String> found = catalog.stages().stream().map(StageDefinition::name).collect(Collectors.toSet());
                catalog.grants().of(EVERYBODY).forEach(grant -> found.add(shown(grant)));

                // The change under way when the kill came may have happened or not; every one before it has, none after it.
                assertThat(found).isIn(expected, withTheNext);
                expected = found;
            }
        }
    }

    /** Kills the process after some acknowledgements, and reads what it still managed to say. */
    private static int acknowledgedByAKilledProcess(Path file, int round) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Changer.class.getName(),
                        file.toString(),
                        Integer.toString(round))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream acknowledgements = process.getInputStream()) {
            assertThat(acknowledgements.readNBytes(CHANGES_BEFORE_THE_KILL)).hasSize(CHANGES_BEFORE_THE_KILL);
            // By its handle, because Process.destroyForcibly would close the stream over what is not read yet.
            process.toHandle().destroyForcibly();
            int rest = acknowledgements.readAllBytes().length;
            process.waitFor();
            return CHANGES_BEFORE_THE_KILL + rest;
        } finally {
            process.destroyForcibly();
        }
    }

    /** What a step does: two stages are created and something is granted on each, and the fifth step drops the first with its grant. */
    private static void apply(int round, int step, Set<String> names) {
        switch (step % 5) {
            case 0, 2 -> names.add(name(round, step));
            case 1, 3 -> names.add(shown(grant(name(round, step - 1))));
            default -> {
                names.remove(name(round, step - 4));
                names.remove(shown(grant(name(round, step - 4))));
            }
        }
    }

    private static Grant grant(String stage) {
        return new Grant(Privilege.READ, new GrantObject.Stage(stage, Optional.of("p/")), EVERYBODY);
    }

    private static String shown(Grant grant) {
        return grant.toString();
    }

    private static CatalogKey key(Path file) {
        return CatalogKey.openOrCreate(file.resolveSibling("catalog.key"));
    }

    private static String name(int round, int step) {
        return "s-" + round + "-" + step;
    }

    /** Takes one step after the other without end, and writes one byte when a step is done. */
    static final class Changer {
        private Changer() {}

        public static void main(String[] arguments) throws IOException {
            int round = Integer.parseInt(arguments[1]);
            try (var catalog = SqliteCatalog.open(Path.of(arguments[0]), key(Path.of(arguments[0])));
                    var acknowledgements = new FileOutputStream(FileDescriptor.out)) {
                for (int step = 0; ; step++) {
                    switch (step % 5) {
                        case 0, 2 -> catalog.createStage(stage(name(round, step)));
                        case 1, 3 -> catalog.grant(List.of(grant(name(round, step - 1))));
                        default -> catalog.dropStage(name(round, step - 4));
                    }
                    acknowledgements.write('.');
                }
            }
        }
    }
}
