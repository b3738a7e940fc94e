package dev.stagedoor.e2e.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares the files of an embedded store with its index, from outside: the one look below the surface these tests take. */
final class StoredFiles {
    /** All that may refer to a content, but for parts that are being deleted. */
    private static final String REFERENCES =
            """
            (SELECT blob, inline FROM object
            UNION ALL SELECT blob, inline FROM part WHERE composition NOT IN (SELECT composition FROM dropped))""";

    private StoredFiles() {}

    /** What is on the disk, or beside the index, and belongs to no object and no upload. */
    static Set<String> unreferenced(Path data) throws IOException {
        Set<String> unreferenced = files(data);
        unreferenced.removeAll(ids(data, "SELECT blob FROM " + REFERENCES + " WHERE blob IS NOT NULL"));
        ids(data, "SELECT id FROM inline WHERE id NOT IN (SELECT inline FROM " + REFERENCES + " WHERE inline IS NOT NULL)")
                .forEach(id -> unreferenced.add("inline " + id));
        ids(data,
                        """
                        SELECT composition FROM part WHERE composition NOT IN
                        (SELECT composition FROM object WHERE composition IS NOT NULL UNION ALL SELECT composition FROM upload)""")
                .forEach(id -> unreferenced.add("parts " + id));
        return unreferenced;
    }

    /** What an object refers to and is not there. */
    static Set<String> missing(Path data) throws IOException {
        Set<String> missing = ids(data, "SELECT blob FROM " + REFERENCES + " WHERE blob IS NOT NULL");
        missing.removeAll(files(data));
        ids(data, "SELECT inline FROM " + REFERENCES + " WHERE inline IS NOT NULL AND inline NOT IN (SELECT id FROM inline)")
                .forEach(id -> missing.add("inline " + id));
        return missing;
    }

    private static Set<String> files(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("store").resolve("blobs"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }

    private static Set<String> ids(Path data, String query) {
        String url = "jdbc:sqlite:" + data.resolve("store").resolve("index.db").toUri() + "?mode=ro";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            Set<String> ids = new HashSet<>();
            while (rows.next()) {
                ids.add(HexFormat.of().toHexDigits(rows.getLong(1)));
            }
            return ids;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read the index", e);
        }
    }
}
