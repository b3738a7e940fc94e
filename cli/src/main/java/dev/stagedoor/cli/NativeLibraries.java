package dev.stagedoor.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Lays out beside the jars what libraries would otherwise unpack from them at every start: for SQLite that takes longer than opening the
 * store. The launcher names the directory in {@code org.sqlite.lib.path}.
 */
final class NativeLibraries {
    private NativeLibraries() {}

    static void unpack(Path directory) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (InputStream library = LibraryLoaderUtil.class.getResourceAsStream(resource)) {
            if (library == null) {
                return; // SQLite has none for this platform, and will say so when it is opened
            }
            Files.createDirectories(directory);
            Path part = directory.resolve(name + ".part");
            Files.copy(library, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
