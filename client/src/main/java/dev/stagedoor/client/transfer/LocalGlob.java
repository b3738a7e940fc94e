package dev.stagedoor.client.transfer;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Files and directories of this machine whose paths match a pattern. */
public final class LocalGlob {
    private LocalGlob() {}

    /**
     * What matches, in the order of the paths; of a directory that matches, nothing else. Empty for a path without placeholders, and where
     * directories cannot be read.
     */
    public static List<Path> resolve(String pattern) {
        if (!Glob.isIn(pattern)) {
            return List.of();
        }
        int slash = pattern.lastIndexOf('/', Glob.fixedLength(pattern));
        String parent = pattern.substring(0, slash + 1);
        Path root = Path.of(parent.isEmpty() ? "." : parent);
        Glob glob = Glob.of(pattern.substring(slash + 1));
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return directory.equals(root) || !add(directory) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    add(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }

                private boolean add(Path path) {
                    boolean matches = glob.matches(SourceFile.slashed(root.relativize(path)));
                    if (matches) {
                        found.add(parent.isEmpty() ? root.relativize(path) : path);
                    }
                    return matches;
                }
            });
        } catch (IOException e) {
            return List.of();
        }
        found.sort(null);
        return List.copyOf(found);
    }
}
