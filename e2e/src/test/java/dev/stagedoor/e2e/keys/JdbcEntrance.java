package dev.stagedoor.e2e.keys;

import dev.stagedoor.e2e.clients.Jdbc;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.sql.Connection;
import java.util.regex.Pattern;

/**
 * databend-jdbc's uploadStream and downloadStream. The driver writes the key into the statement as it is, so white space at an end, and
 * what means something in SQL, does not reach the server as a part of the key.
 */
record JdbcEntrance(Connection connection) implements KeyEntrance {
    private static final Pattern PLAIN = Pattern.compile("[^\\s\\\\;/=\\p{Z}\\p{Cc}](?:[^\\\\;=\\p{Cc}]*[^\\s\\\\;/=\\p{Z}\\p{Cc}])?");

    @Override
    public String name() {
        return "databend-jdbc";
    }

    @Override
    public boolean takes(String key) {
        return PLAIN.matcher(key).matches() && !key.contains("--") && !key.contains("/*") && !key.contains("$$");
    }

    @Override
    public void put(String stage, String key, byte[] content) throws Exception {
        int slash = key.lastIndexOf('/');
        Jdbc.files(connection).uploadStream(
                stage, key.substring(0, Math.max(0, slash)), new ByteArrayInputStream(content), key.substring(slash + 1),
                content.length, false);
    }

    @Override
    public byte[] get(String stage, String key) throws Exception {
        try (InputStream content = Jdbc.files(connection).downloadStream(stage, key, false)) {
            return content.readAllBytes();
        }
    }
}
