package dev.stagedoor.e2e.clients;

import com.databend.jdbc.FileTransferAPI;
import dev.stagedoor.e2e.support.Scratch;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.util.HexFormat;
import java.util.List;

/**
 * The client's side of the large file test, in a JVM of its own whose heap is far smaller than the file. Prints
 * {@code uploaded=<digest>}, {@code listed=<size>} and {@code downloaded=<digest>}.
 */
final class LargeFileTransfer {
    private static final int BUFFER = 1 << 20;

    private LargeFileTransfer() {}

    /** @param arguments {@code host:port}, options of the connection string, stage, size in bytes */
    public static void main(String[] arguments) throws Exception {
        String stage = arguments[2];
        long size = Long.parseLong(arguments[3]);
        try (Connection connection = Jdbc.connect(arguments[0], "root", "", arguments[1])) {
            FileTransferAPI files = Jdbc.files(connection);
            MessageDigest uploaded = Scratch.digest("SHA-256");
            files.uploadStream(stage, "large", new DigestInputStream(new GeneratedStream(size), uploaded), "file.bin", size, false);
            print("uploaded", HexFormat.of().formatHex(uploaded.digest()));
            List<String> sizes = Jdbc.column(connection, "LIST @" + stage + "/large/", "size");
            print("listed", String.join(",", sizes));
            print("downloaded", digest(files.downloadStream(stage, "large/file.bin", false)));
        }
        System.exit(0); // the driver's threads are no daemons
    }

    private static String digest(InputStream stream) throws Exception {
        MessageDigest digest = Scratch.digest("SHA-256");
        byte[] buffer = new byte[BUFFER];
        try (stream) {
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void print(String name, String value) {
        System.out.println(name + "=" + value);
    }
}
