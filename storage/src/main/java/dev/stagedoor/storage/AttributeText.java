package dev.stagedoor.storage;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Attributes as text, for stores that keep them in one field: a line of the form {@code name: value} for each, as HTTP has its headers,
 * ended by a line feed. No value holds one ({@link ObjectAttributes#requireKeptBy}).
 */
public final class AttributeText {
    private static final String SEPARATOR = ": ";

    private AttributeText() {}

    /** Empty when there is no attribute. */
    public static String write(ObjectAttributes attributes) {
        var text = new StringBuilder();
        attributes.headers().forEach((header, value) -> line(text, header.headerName(), value));
        attributes.user().forEach((name, value) -> line(text, ObjectAttributes.USER_PREFIX + name, value));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(SEPARATOR).append(value).append('\n');
    }

    /** Reads what {@link #write} gives. Lines of other forms, and headers that a later version keeps, are passed over. */
    public static ObjectAttributes read(String text) {
        if (text.isEmpty()) {
            return ObjectAttributes.NONE;
        }
        Map<ContentHeader, String> headers = new EnumMap<>(ContentHeader.class);
        Map<String, String> user = new TreeMap<>();
        for (String line : text.split("\n", -1)) {
            int end = line.indexOf(SEPARATOR);
            if (end < 0) {
                continue;
            }
            String name = line.substring(0, end);
            String value = line.substring(end + SEPARATOR.length());
            Optional<ContentHeader> header = ContentHeader.named(name);
            if (header.isPresent()) {
                headers.put(header.get(), value);
            } else if (name.startsWith(ObjectAttributes.USER_PREFIX)) {
                user.put(name.substring(ObjectAttributes.USER_PREFIX.length()), value);
            }
        }
        return new ObjectAttributes(headers, user);
    }
}
