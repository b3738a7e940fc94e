package dev.stagedoor.client.transfer;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is uploaded.
 *
 * @param path a file or a directory
 * @param prefix the name of a file below the target; what stands before the paths of a directory's files, empty or with its slash
 */
public record UploadSource(Path path, String prefix) {
    /**
     * As a user names it: a directory keeps its name, unless it was written with a slash at its end.
     *
     * @param text as it was written
     */
    public static UploadSource of(Path path, String text) {
        Path name = path.toAbsolutePath().normalize().getFileName();
        boolean contents = text.endsWith("/") || text.equals(".") || text.endsWith("/.") || text.equals("..") || text.endsWith("/..");
        if (Files.isDirectory(path)) {
            return new UploadSource(path, contents || name == null ? "" : name + "/");
        }
        return new UploadSource(path, String.valueOf(name));
    }
}
