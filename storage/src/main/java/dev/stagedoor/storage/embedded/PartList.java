package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.disk.Directories;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which parts a data directory has, in a file beside them: a part that is on the list and not in the directory is lost, and not yet to be
 * made. Written before a server answers anybody. Lines that a later version wrote are kept.
 */
record PartList(Path file) {
    /** Below the data directory. */
    static final String NAME = "parts";

    private static final String COMMENT = "# Parts of this data directory. Stagedoor does not start when one of them is missing.";

    static PartList in(Path root) {
        return new PartList(root.resolve(NAME));
    }

    private Optional<List<String>> lines() throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException(NAME + " is no regular file");
        }
        try {
            return Optional.of(Files.readAllLines(file).stream().filter(line -> !line.isBlank() && !line.startsWith("#")).toList());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** What is on the list; empty when there is none. */
    Optional<Set<DataPart>> read() throws IOException {
        return lines().map(lines -> {
            Set<DataPart> parts = EnumSet.noneOf(DataPart.class);
            Stream.of(DataPart.values()).filter(part -> lines.contains(part.toString())).forEach(parts::add);
            return parts;
        });
    }

    /** What must be there: what is on the list, or, where there is none, what follows from the rest. */
    Set<DataPart> expected(Path root) throws IOException {
        Optional<Set<DataPart>> listed = read();
        if (listed.isPresent()) {
            return listed.get();
        }
        // From before there was a list. A server makes its catalog last, and takes files only after that.
        Set<DataPart> expected = EnumSet.noneOf(DataPart.class);
        if (DataPart.CATALOG.missing(root).isEmpty()) {
            expected.add(DataPart.LEDGER);
        }
        if (!LocalDisk.INSTANCE.list(DataPart.STORE.in(root).resolve(StoreFiles.BLOBS)).isEmpty()) {
            expected.addAll(EnumSet.of(DataPart.CATALOG, DataPart.LEDGER, DataPart.STORE));
        }
        return expected;
    }

    /** Adds parts, durably. */
    void add(Set<DataPart> parts) throws IOException {
        Set<String> all = new TreeSet<>(lines().orElse(List.of()));
        boolean changed = lines().isEmpty();
        for (DataPart part : parts) {
            changed |= all.add(part.toString());
        }
        if (!changed) {
            return;
        }
        Path unfinished = file.resolveSibling(NAME + ".new");
        byte[] text = (COMMENT + "\n" + String.join("\n", all) + "\n").getBytes(StandardCharsets.US_ASCII);
        try (FileChannel channel = FileChannel.open(
                unfinished, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            LocalDisk.INSTANCE.write(channel, ByteBuffer.wrap(text));
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        Directories.force(file.toAbsolutePath().getParent());
    }
}
