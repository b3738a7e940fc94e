package dev.stagedoor.storage.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Up to which change a database was acknowledged, noted outside of it. So a database that has lost acknowledged changes is told
 * from one after a crash. A crash never takes away a change whose commit had returned; a log that was cut short or removed, or
 * an older copy of the database, does.
 *
 * <p>The number is in memory mapped from a file of 16 bytes: it costs nothing to note, and survives the end of the process. After a
 * power cut it may be an older one, which is no harm: it is noted after a commit that is durable, so it is never ahead of what was.
 */
public final class CommitMark implements AutoCloseable {
    private static final long MAGIC = 0x7364_6d61_726b_3031L;
    private static final int BYTES = 2 * Long.BYTES;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Arena arena;
    private final MemorySegment map;

    private CommitMark(Arena arena, MemorySegment map) {
        this.arena = arena;
        this.map = map;
    }

    /**
     * Opens the mark, or makes it.
     *
     * @param committed what a new mark, or one that cannot be read, begins with
     * @throws IOException when the file cannot be made or mapped
     */
    public static CommitMark open(Path file, long committed) throws IOException {
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            boolean made = channel.size() == BYTES;
            if (!made) {
                // Not by mapping beyond its end: storing there would need room on the disk, and fail without a word.
                channel.truncate(0);
                channel.write(ByteBuffer.allocate(BYTES), 0);
            }
            MemorySegment map = channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES, arena);
            var mark = new CommitMark(arena, map);
            if (!made || map.get(LONG, 0) != MAGIC) {
                mark.note(committed);
                map.set(LONG, 0, MAGIC);
                map.force();
                Directories.force(file.toAbsolutePath().getParent());
            }
            opened = true;
            return mark;
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    /** What a mark says without opening it to be changed; 0 when there is none, or something else in its place. */
    public static long read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) != BYTES) {
            return 0;
        }
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return bytes.length == BYTES && buffer.getLong(0) == MAGIC ? buffer.getLong(Long.BYTES) : 0;
    }

    /** The last change known to be durable. */
    public long acknowledged() {
        return map.get(LONG, Long.BYTES);
    }

    /** A change is durable. */
    public void note(long committed) {
        map.set(LONG, Long.BYTES, committed);
    }

    /** Nobody may note anything any more. */
    @Override
    public void close() {
        arena.close();
    }
}
