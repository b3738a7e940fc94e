package dev.stagedoor.storage.fs;

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
 * What is known of a file that was put through a store and is not kept in the file itself, in an extended attribute ({@code user.stagedoor}) of the
 * form {@code <size> <mtime in ns> "<MD5>" <content type>}. It holds as long as size and time of modification are still those: whoever writes to
 * the file by other means ends it.
 */
record FileTag(long size, long modifiedNanos, String etag, Optional<String> contentType) {
    private static final Logger LOG = LoggerFactory.getLogger(FileTag.class);
    private static final String ATTRIBUTE = "stagedoor";

    /** A longer content type is refused: all extended attributes of a file share one block on some file systems. */
    static final int MAX_CONTENT_TYPE_CHARS = 1024;

    private static final int MAX_BYTES = 2 * MAX_CONTENT_TYPE_CHARS;
    private static final Pattern FORM = Pattern.compile("(\\d{1,19}) (\\d{1,19}) (\"[0-9a-f]{32}\") ([\\x20-\\x7E]*)");

    static FileTag of(BasicFileAttributes file, String etag, Optional<String> contentType) {
        return new FileTag(file.size(), nanos(file), etag, contentType);
    }

    private static long nanos(BasicFileAttributes file) {
        return file.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    }

    /** When the file was modified, to the millisecond, in milliseconds since 1970. */
    long modifiedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(modifiedNanos);
    }

    /** Kept only where the file system can: without it a file has no ETag and no content type. */
    void write(Path file) {
        String text = size + " " + modifiedNanos + " " + etag + " " + contentType.orElse("");
        try {
            UserDefinedFileAttributeView view = view(file);
            if (view != null) {
                view.write(ATTRIBUTE, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            }
        } catch (IOException e) {
            LOG.debug("The file system keeps no extended attribute of {}", file, e);
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
            return parse(StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString())
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
            String type = matcher.group(4);
            return Optional.of(new FileTag(
                    Long.parseLong(matcher.group(1)),
                    Long.parseLong(matcher.group(2)),
                    matcher.group(3),
                    type.isEmpty() ? Optional.empty() : Optional.of(type)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static @Nullable UserDefinedFileAttributeView view(Path file) {
        return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }
}
