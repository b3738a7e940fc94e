package dev.stagedoor.e2e.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Past the stage, in the directory that its files lie in. */
record DirectoryEntrance(Path root) implements KeyEntrance {
    @Override
    public String name() {
        return "directory";
    }

    @Override
    public boolean takes(String key) {
        return true;
    }

    @Override
    public void put(String stage, String key, byte[] content) throws IOException {
        Path file = root.resolve(key);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    @Override
    public byte[] get(String stage, String key) throws IOException {
        return Files.readAllBytes(root.resolve(key));
    }
}
