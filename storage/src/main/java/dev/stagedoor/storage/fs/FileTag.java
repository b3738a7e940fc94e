package dev.stagedoor.storage.fs;

import dev.stagedoor.storage.AttributeText;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of a file that was put through a store and is not kept in the file itself, in an extended attribute
 * ({@code user.stagedoor}): a line {@code <size> <mtime in ns> "<MD5>" <content type>}, and below it the other attributes as
 * {@link AttributeText} has them, in UTF-8. It holds as long as size and time of modification are still those: whoever writes to the file
 * by other means ends it.
 */
record FileTag(long size, long modifiedNanos, String etag, ObjectAttributes attributes) {
    private static final Logger LOG = LoggerFactory.getLogger(FileTag.class);
    private static final String ATTRIBUTE = "stagedoor";

    /** All extended attributes of a file share one block of 4 KiB on ext4, with the names of all and with access lists. */
    private static final int MAX_BYTES = 3800;

    /** Two numbers of 64 bits, a digest in quotes, and what separates them. */
    private static final int MAX_FIXED_BYTES = 2 * 20 + 34 + 3;

    private static final Pattern FORM =
            Pattern.compile("(\\d{1,19}) (\\d{1,19}) (\"[0-9a-f]{32}\") ([^\\n]*)(?:\\n(.*))?", Pattern.DOTALL);

    static FileTag of(BasicFileAttributes file, String etag, ObjectAttributes attributes) {
        return new FileTag(file.size(), nanos(file), etag, attributes);
    }

    private static long nanos(BasicFileAttributes file) {
        return file.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    }

    /** @throws StorageException {@code UNSUPPORTED} when there are more attributes than fit beside a file */
    static void requireRoom(ObjectAttributes attributes) {
        if (MAX_FIXED_BYTES + text(attributes).getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new StorageException(
                    Kind.UNSUPPORTED, "the headers and metadata kept with a file have at most " + (MAX_BYTES - MAX_FIXED_BYTES)
                            + " bytes together");
        }
    }

    private static String text(ObjectAttributes attributes) {
        String others = AttributeText.write(attributes.withType(Optional.empty()));
        return attributes.contentType().orElse("") + (others.isEmpty() ? "" : "\n" + others);
    }

    /** When the file was modified, to the millisecond, in milliseconds since 1970. */
    long modifiedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(modifiedNanos);
    }

    /**
     * Where the file system has no extended attributes, the file has no ETag and no content type.
     *
     * @throws StorageException {@code UNSUPPORTED} when there are other attributes, which must not be lost
     */
    void write(Path file) {
        try {
            UserDefinedFileAttributeView view = view(file);
            if (view != null) {
                String text = size + " " + modifiedNanos + " " + etag + " " + text(attributes);
                view.write(ATTRIBUTE, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                return;
            }
        } catch (IOException e) {
            LOG.debug("The file system keeps no extended attribute of {}", file, e);
        }
        if (!attributes.withType(Optional.empty()).equals(ObjectAttributes.NONE)) {
            throw new StorageException(
                    Kind.UNSUPPORTED,
                    "the file system keeps no headers and no metadata with a file (extended attributes): send it without");
        }
    }

    /** The tag of a regular file, if it still holds. */
    static Optional<FileTag> read(Path file, BasicFileAttributes attributes) {
        try {
            UserDefinedFileAttributeView view = view(file);
            if (view == null) {
                return Optional.empty();
            }
            ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES);
            view.read(ATTRIBUTE, buffer);
            return parse(StandardCharsets.UTF_8.decode(buffer.flip()).toString())
                    .filter(tag -> tag.size == attributes.size() && tag.modifiedNanos == nanos(attributes));
        } catch (IOException e) {
            return Optional.empty(); // it has none, or one of somebody else
        }
    }

    private static Optional<FileTag> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            Optional<String> type = Optional.of(matcher.group(4)).filter(value -> !value.isEmpty());
            String others = matcher.group(5) == null ? "" : matcher.group(5);
            return Optional.of(new FileTag(
                    Long.parseLong(matcher.group(1)),
                    Long.parseLong(matcher.group(2)),
                    matcher.group(3),
                    AttributeText.read(others).withType(type)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static @Nullable UserDefinedFileAttributeView view(Path file) {
        return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }
}
