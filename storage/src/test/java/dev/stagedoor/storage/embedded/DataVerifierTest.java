package dev.stagedoor.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.embedded.VerifyReport.Finding;
import dev.stagedoor.storage.embedded.VerifyReport.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A scrub finds every kind of damage, names what has it, and changes nothing. */
class DataVerifierTest {
    private static final int LARGE = 100_000;
    private static final DataVerifier.Others NONE = new DataVerifier.Others(List.of(), List.of());

    @TempDir
    Path temporary;

    private final List<Finding> told = new ArrayList<>();
    private final List<String> databases = new ArrayList<>();
    private long contents;

    private Path data() {
        return temporary.resolve("data");
    }

    private VerifyReport verify() {
        return DataVerifier.verify(data(), NONE, new DataVerifier.Progress() {
            @Override
            public void database(String name) {
                databases.add(name);
            }

            @Override
            public void contents(long objects, long ofObjects, long bytes, long ofBytes) {
                assertThat(objects).isLessThanOrEqualTo(ofObjects);
                contents = objects;
            }

            @Override
            public void found(Finding finding) {
                told.add(finding);
            }
        });
    }

    /** What a scrub finds, told to nobody meanwhile. */
    static VerifyReport scrub(Path data) {
        return DataVerifier.verify(data, NONE, new DataVerifier.Progress() {
            @Override
            public void database(String name) {}

            @Override
            public void contents(long objects, long ofObjects, long bytes, long ofBytes) {}

            @Override
            public void found(Finding finding) {}
        });
    }

    /** Objects in files, named by their number, and some in the index. */
    private Map<String, Path> fill(int large) {
        Map<String, Path> blobs = new TreeMap<>();
        try (OpenStore open = OpenStore.at(data())) {
            for (int i = 0; i < large; i++) {
                open.put("large" + i, Bodies.random(i, LARGE + i));
                Path blob = open.blobFiles().stream().filter(file -> !blobs.containsValue(file)).findFirst().orElseThrow();
                blobs.put("large" + i, blob);
            }
            open.put("small", Bodies.utf8("small"));
            open.put("empty", new byte[0]);
            open.directory().noteParts(Set.of(DataPart.STORE));
        }
        return blobs;
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data().resolve("store/index.db"));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }

    private static void overwrite(Path file, long position, String text) throws IOException {
        try (var access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(position);
            access.write(Bodies.utf8(text));
        }
    }

    private static void setLength(Path file, long length) throws IOException {
        try (var access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(length);
        }
    }

    @Test
    void whole_directory_is_whole_and_stays_as_it_is() throws IOException {
        fill(3);
        Map<String, Long> before = sizes();

        VerifyReport report = verify();

        assertThat(report).isEqualTo(new VerifyReport(5, 3 * LARGE + 3 + 5, 0, List.of(), 0, 0));
        assertThat(report.isWhole()).isTrue();
        assertThat(contents).isEqualTo(5);
        assertThat(databases).containsExactly("store/index.db");
        assertThat(sizes()).isEqualTo(before);
    }

    private Map<String, Long> sizes() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(data()).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                sizes.put(file.toString(), Files.size(file));
            }
        }
        return sizes;
    }

    @Test
    void each_kind_of_damage_to_contents_is_found_and_named() throws Exception {
        Map<String, Path> blobs = fill(7);
        overwrite(blobs.get("large0"), LARGE - 10, "x");
        setLength(blobs.get("large1"), LARGE);
        Files.delete(blobs.get("large2"));
        setLength(blobs.get("large3"), LARGE + 4);
        Files.delete(blobs.get("large4"));
        Files.createDirectory(blobs.get("large4"));
        sql("UPDATE inline SET content = CAST('smell' AS BLOB)");
        sql("UPDATE piece SET crc32c = zeroblob(length(crc32c)) WHERE blob = (SELECT blob FROM object WHERE key = 'large5')");
        Files.writeString(blobs.get("large6").resolveSibling("00000000000000ff"), "stray");

        VerifyReport report = verify();

        Map<String, Kind> kinds = new TreeMap<>();
        report.findings().forEach(finding -> kinds.put(finding.what(), finding.kind()));
        assertThat(kinds).isEqualTo(Map.of(
                "large0", Kind.DIGEST_DIFFERS,
                "large1", Kind.SIZE_DIFFERS,
                "large2", Kind.CONTENT_MISSING,
                "large3", Kind.SIZE_DIFFERS,
                "large4", Kind.UNREADABLE,
                "large5", Kind.CHECKSUMS_DIFFER,
                "small", Kind.DIGEST_DIFFERS));
        assertThat(report.damage()).isEqualTo(7);
        assertThat(told).containsExactlyInAnyOrderElementsOf(report.findings());
        assertThat(report.strayFiles()).isEqualTo(1);
        assertThat(report.strayBytes()).isEqualTo(5);
        assertThat(report.objects()).isEqualTo(9);
        assertThat(report.findings()).filteredOn(finding -> finding.what().equals("large2"))
                .allSatisfy(finding -> assertThat(finding.detail()).contains("store/blobs/"));
    }

    @Test
    void damaged_index_is_found() throws IOException {
        fill(2);
        Path index = data().resolve("store/index.db");
        overwrite(index, 4096, "no page of a database ".repeat(100)); // the root of a table

        VerifyReport report = verify();

        assertThat(report.findings()).extracting(Finding::kind).contains(Kind.DATABASE_DAMAGED);
        assertThat(report.findings()).allSatisfy(finding -> assertThat(finding.detail()).doesNotContain("\n"));
    }

    @Test
    void missing_part_is_found() throws IOException {
        fill(1);
        Files.writeString(data().resolve("parts"), "store\nledger\nsigning-key\n");
        Files.delete(data().resolve("signing.key"));

        assertThat(verify().findings()).extracting(Finding::what).containsExactly("ledger/ledger.db", "ledger/journal");
    }

    @Test
    void index_without_answered_changes_is_found() throws IOException {
        try (OpenStore open = OpenStore.at(temporary.resolve("first"))) {
            open.put("a", Bodies.utf8("1"));
            try (Stream<Path> all = Files.walk(open.directory().path())) {
                for (Path path : all.toList()) {
                    Files.copy(path, data().resolve(open.directory().path().relativize(path).toString()));
                }
            }
        }
        Files.delete(data().resolve("store/index.db-shm"));
        Map<String, Long> before = sizes();
        assertThat(verify().isWhole()).isTrue();
        assertThat(sizes()).isEqualTo(before);
        Files.delete(data().resolve("store/index.db-wal"));
        assertThat(verify().findings()).extracting(Finding::kind).containsExactly(Kind.CHANGES_LOST);
    }

    @Test
    void index_whose_mark_is_gone_cannot_be_told_whole() throws IOException {
        fill(1);
        Files.delete(data().resolve("store/commits"));
        assertThat(verify().findings()).extracting(Finding::what).containsExactly("store/commits");
    }

    @Test
    void signing_key_that_a_server_would_refuse_is_found() throws IOException {
        fill(1);
        for (String content : List.of("", "no key")) {
            Files.writeString(data().resolve("signing.key"), content);
            assertThat(verify().findings()).containsExactly(new Finding(Kind.FILE_DAMAGED, "signing.key", "it is malformed"));
        }
    }

    @Test
    @Timeout(60)
    void pipe_in_the_place_of_a_content_is_found_and_not_waited_for() throws Exception {
        Map<String, Path> blobs = fill(1);
        Files.delete(blobs.get("large0"));
        assertThat(new ProcessBuilder("mkfifo", blobs.get("large0").toString()).start().waitFor()).isZero();
        assertThat(verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.UNREADABLE);
            assertThat(finding.detail()).contains("is no regular file");
        });
    }

    @Test
    void copy_without_a_lock_is_looked_at() throws IOException {
        fill(1);
        Files.delete(data().resolve("lock"));
        assertThat(verify().isWhole()).isTrue();
        assertThat(data().resolve("lock")).doesNotExist();
    }

    @Test
    void directory_that_cannot_be_written_is_looked_at() throws Exception {
        fill(1);
        assumeTrue(mount("mount", "--bind", data().toString(), data().toString()), "this user may not mount a file system");
        try {
            assertThat(mount("mount", "-o", "remount,ro,bind", data().toString())).isTrue();
            assertThat(verify().isWhole()).isTrue();
        } finally {
            assertThat(mount("umount", data().toString())).isTrue();
        }
    }

    private static boolean mount(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    }

    @Test
    void directory_in_use_or_of_somebody_else_is_refused() throws IOException {
        fill(1);
        try (OpenStore open = OpenStore.at(data())) {
            assertThat(open.keys()).isNotEmpty();
            assertThatThrownBy(this::verify).isInstanceOf(StagedoorException.class)
                    .hasMessageContaining("is in use by this process: stop it first");
        }
        assertThat(verify().isWhole()).isTrue();
        Files.createDirectory(temporary.resolve("empty"));
        assertThatThrownBy(() -> DataVerifier.verify(temporary.resolve("empty"), NONE, noProgress()))
                .isInstanceOf(StagedoorException.class)
                .hasMessageContaining("is no data directory of Stagedoor");
        assertThat(temporary.resolve("empty")).isEmptyDirectory();
    }

    private static DataVerifier.Progress noProgress() {
        return new DataVerifier.Progress() {
            @Override
            public void database(String name) {}

            @Override
            public void contents(long objects, long ofObjects, long bytes, long ofBytes) {}

            @Override
            public void found(Finding finding) {}
        };
    }

    @Test
    void damage_of_parts_is_found_in_objects_and_in_uploads_under_way() throws Exception {
        byte[] part = Bodies.random(1, LARGE);
        try (OpenStore open = OpenStore.withShortParts(data(), LocalDisk.INSTANCE)) {
            open.putInParts("whole", List.of(part, Bodies.utf8("short"), part));
            open.putInParts("damaged", List.of(part, Bodies.random(2, LARGE + 1)));
            open.putPart(open.begin("under way"), 3, Bodies.random(3, LARGE + 2));
            open.directory().noteParts(Set.of(DataPart.STORE));
            assertThat(open.blobFiles()).hasSize(5);
        }
        assertThat(verify()).isEqualTo(new VerifyReport(2, 5 * LARGE + 3 + 5, 0, List.of(), 0, 0));

        for (int more = 1; more <= 2; more++) {
            overwrite(fileOf(LARGE + more), 100, "damage");
        }
        assertThat(verify().findings())
                .satisfiesExactlyInAnyOrder(
                        finding -> assertThat(finding.what() + finding.kind() + finding.detail())
                                .startsWith("damagedDIGEST_DIFFERSits part 2 in"),
                        finding -> assertThat(finding.what() + finding.kind() + finding.detail())
                                .startsWith("under wayDIGEST_DIFFERSits part 3 of an upload under way in"));

        Files.delete(fileOf(LARGE + 1));
        sql("UPDATE object SET md5 = zeroblob(16) WHERE key = 'whole'");
        sql("UPDATE part SET start = start + 1 WHERE number = 3 AND start IS NOT NULL");
        assertThat(verify().findings())
                .extracting(finding -> finding.what() + " " + finding.kind())
                .containsExactlyInAnyOrder(
                        "damaged CONTENT_MISSING", "under way DIGEST_DIFFERS", "whole DIGEST_DIFFERS", "whole SIZE_DIFFERS");
    }

    private Path fileOf(long size) throws IOException {
        try (Stream<Path> files = Files.walk(data().resolve("store/blobs"))) {
            return files.filter(file -> Files.isRegularFile(file) && file.toFile().length() == size).findFirst().orElseThrow();
        }
    }
}
