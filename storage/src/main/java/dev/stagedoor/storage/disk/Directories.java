package dev.stagedoor.storage.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Directories of the machine's file system. */
public final class Directories {
    private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

    private Directories() {}

    /** Makes what was created in, moved into or deleted from the directory survive a power cut. */
    public static void force(Path directory) throws IOException {
        if (WINDOWS) {
            return; // directories cannot be opened there; NTFS journals their entries itself
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
