package dev.stagedoor.client.transfer;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The files of a directory. Links to files are files; links to directories are not followed, unless the directory itself is one. What is
 * neither file nor directory is passed over.
 */
final class SourceTree {
    private final Path root;
    private final String prefix;

    /** @param prefix of the paths that files get, such as {@code name/} */
    SourceTree(Path root, String prefix) {
        this.root = root;
        this.prefix = prefix;
    }

    /** Told what there is. */
    interface Visitor {
        void file(SourceFile file);

        /** Something below the directory cannot be read. */
        void unreadable(Path path, LocalFailure why);
    }

    void visit(NameFilter filter, Visitor visitor) throws LocalFailure {
        try {
            Files.walkFileTree(root.toRealPath(), new Walk(root.toRealPath(), filter, visitor));
        } catch (IOException e) {
            throw LocalFailure.of("cannot read " + root, e);
        }
    }

    private final class Walk extends SimpleFileVisitor<Path> {
        private final Path real;
        private final NameFilter filter;
        private final Visitor visitor;

        Walk(Path real, NameFilter filter, Visitor visitor) {
            this.real = real;
            this.filter = filter;
            this.visitor = visitor;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String below = SourceFile.slashed(real.relativize(file));
            if (!Files.isRegularFile(file) || !filter.accepts(below)) {
                return FileVisitResult.CONTINUE;
            }
            Path shown = root.resolve(real.relativize(file).toString());
            try {
                visitor.file(SourceFile.of(shown, prefix + below));
            } catch (LocalFailure e) {
                visitor.unreadable(shown, e);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            visitor.unreadable(root.resolve(real.relativize(file).toString()), LocalFailure.of("cannot read it", failure));
            return FileVisitResult.CONTINUE;
        }
    }
}
