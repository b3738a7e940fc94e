import com.databend.jdbc.FileTransferAPI;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;

// Every operation with databend-jdbc. See ClientMatrixTest for the environment.
void main() throws Exception {
    String stage = System.getenv("MATRIX_STAGE");
    byte[] content = Files.readAllBytes(Path.of("file.bin"));
    try (Connection presigning = connect(""); Connection through = connect("?presigned_url_disabled=true"); Statement statement =
            presigning.createStatement()) {
        attempt("SQL", () -> {
            statement.execute("CREATE OR REPLACE STAGE " + stage);
            try (ResultSet row = statement.executeQuery("SELECT 42")) {
                return row.next() && row.getInt(1) == 42;
            }
        });
        FileTransferAPI files = presigning.unwrap(FileTransferAPI.class);
        attempt("presigned upload", () -> {
            files.uploadStream(stage, "a", new ByteArrayInputStream(content), "file.bin", content.length, false);
            return names(statement, stage).equals(List.of("a/file.bin"));
        });
        attempt("presigned download", () -> {
            try (InputStream got = files.downloadStream(stage, "a/file.bin", false)) {
                return Arrays.equals(got.readAllBytes(), content);
            }
        });
        attempt("upload_to_stage", () -> {
            through.unwrap(FileTransferAPI.class)
                    .uploadStream(stage, "b", new ByteArrayInputStream(content), "form.bin", content.length, false);
            return true;
        });
        attempt("list", () -> names(statement, stage).equals(List.of("a/file.bin", "b/form.bin")));
        attempt("delete", () -> {
            statement.execute("REMOVE @" + stage);
            return names(statement, stage).isEmpty();
        });
    }
    System.exit(0);
}

Connection connect(String options) throws Exception {
    var url = java.net.URI.create(System.getenv("MATRIX_URL"));
    var properties = new Properties();
    properties.setProperty("user", System.getenv("MATRIX_USER"));
    properties.setProperty("password", System.getenv("MATRIX_PASSWORD"));
    if (url.getScheme().equals("https")) {
        properties.setProperty("ssl", "true");
    }
    return DriverManager.getConnection("jdbc:databend://" + url.getAuthority() + "/default" + options, properties);
}

List<String> names(Statement statement, String stage) throws Exception {
    var names = new ArrayList<String>();
    try (ResultSet rows = statement.executeQuery("LIST @" + stage)) {
        while (rows.next()) {
            names.add(rows.getString("name"));
        }
    }
    return names;
}

void attempt(String operation, Callable<Boolean> work) {
    try {
        System.out.println(operation + "\t" + (work.call() ? "yes" : "FAILED: not what was expected"));
    } catch (Exception e) {
        var causes = new StringBuilder();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            causes.append(cause).append(' ');
        }
        System.out.println(operation + "\tFAILED: " + causes.toString().replace('\n', ' '));
    }
}
