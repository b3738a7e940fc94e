package dev.stagedoor.storage;

import dev.stagedoor.storage.StorageException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What is kept beside an object's bytes, and given back with them as it came. Two objects with the same attributes are equal in them
 * whatever order they were sent in. An object that another program wrote may have attributes that {@link #requireKeptBy} would refuse.
 *
 * @param headers how a client should take the bytes
 * @param user names without {@value #USER_PREFIX}, in lower case, and their values; their order is that of the names
 */
public record ObjectAttributes(Map<ContentHeader, String> headers, Map<String, String> user) {
    /** What stands before the name of user metadata in a header. */
    public static final String USER_PREFIX = "x-amz-meta-";

    /** Of names and values together, in UTF-8, without the prefixes (Amazon S3 User Guide, "Working with object metadata"). */
    public static final int MAX_USER_BYTES = 2 << 10;

    /** Of each of {@link #headers}. */
    public static final int MAX_HEADER_CHARACTERS = 1024;

    /** No attribute at all. */
    public static final ObjectAttributes NONE = new ObjectAttributes(Map.of(), Map.of());

    /** A token of RFC 9110, section 5.6.2, in lower case. */
    private static final Pattern USER_NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");

    public ObjectAttributes {
        headers = headers.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(headers));
        user = user.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(user));
    }

    /** A content type, if there is one, and no other attribute. */
    public static ObjectAttributes ofType(Optional<String> contentType) {
        return contentType.isEmpty() ? NONE : new ObjectAttributes(Map.of(ContentHeader.CONTENT_TYPE, contentType.get()), Map.of());
    }

    /** The value of a header. */
    public Optional<String> header(ContentHeader header) {
        return Optional.ofNullable(headers.get(header));
    }

    /** The {@code Content-Type}. */
    public Optional<String> contentType() {
        return header(ContentHeader.CONTENT_TYPE);
    }

    /** These, with another content type or none. */
    public ObjectAttributes withType(Optional<String> contentType) {
        if (contentType().equals(contentType)) {
            return this;
        }
        var changed = new EnumMap<ContentHeader, String>(ContentHeader.class);
        changed.putAll(headers);
        changed.remove(ContentHeader.CONTENT_TYPE);
        contentType.ifPresent(type -> changed.put(ContentHeader.CONTENT_TYPE, type));
        return new ObjectAttributes(changed, user);
    }

    /** What {@link #MAX_USER_BYTES} bounds. */
    public int userBytes() {
        return user.entrySet().stream().mapToInt(entry -> bytes(entry.getKey()) + bytes(entry.getValue())).sum();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Refuses what would not come back as it was given: every store's {@link ObjectStore#put} begins with this. A content type is the one
     * exception: clients send one unasked, so a store that cannot keep it leaves it out and lacks {@link Capability#KEEPS_CONTENT_TYPE}.
     *
     * @param capabilities of the store
     * @throws StorageException {@code UNSUPPORTED}, with a sentence for the user
     */
    public void requireKeptBy(Set<Capability> capabilities) {
        headers.forEach((header, value) -> {
            if (header != ContentHeader.CONTENT_TYPE && !capabilities.contains(header.capability())) {
                throw unsupported("this store cannot keep the header " + header.headerName() + " of an object");
            }
            requireText(header.headerName(), value);
            if (value.length() > MAX_HEADER_CHARACTERS) {
                throw unsupported("the header " + header.headerName() + " may have at most " + MAX_HEADER_CHARACTERS + " characters");
            }
        });
        if (user.isEmpty()) {
            return;
        }
        if (!capabilities.contains(Capability.KEEPS_USER_METADATA)) {
            throw unsupported("this store cannot keep user metadata (" + USER_PREFIX + "…) of an object");
        }
        user.forEach((name, value) -> {
            if (!USER_NAME.matcher(name).matches()) {
                throw unsupported("the name of user metadata has letters, digits and -_. only");
            }
            requireText(USER_PREFIX + name, value);
        });
        if (userBytes() > MAX_USER_BYTES) {
            throw unsupported("user metadata may have at most " + MAX_USER_BYTES + " bytes, names and values together");
        }
    }

    private static void requireText(String name, String value) {
        if (value.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
            throw unsupported("the header " + name + " holds a control character");
        }
    }

    private static StorageException unsupported(String sentence) {
        return new StorageException(Kind.UNSUPPORTED, sentence);
    }
}
