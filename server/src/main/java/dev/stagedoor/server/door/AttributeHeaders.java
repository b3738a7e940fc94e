package dev.stagedoor.server.door;

import dev.stagedoor.storage.ContentHeader;
import dev.stagedoor.storage.ObjectAttributes;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/**
 * Attributes of an object in the headers of its PUT, and of the answers to GET and HEAD (Amazon S3 API reference, PutObject and GetObject).
 * Values are kept as they came; the security headers of {@link AnswerHeaders} have other names and cannot be set from here.
 */
final class AttributeHeaders {
    /** How a body is framed for its way here, and not what is stored. */
    private static final String AWS_CHUNKED = "aws-chunked";

    private AttributeHeaders() {}

    /**
     * What a PUT asks to keep. A header that is sent several times is one list, as HTTP has it (RFC 9110, section 5.3).
     *
     * @throws S3Error for more than may be kept, and for control characters
     */
    static ObjectAttributes parse(HttpFields headers) {
        Map<ContentHeader, String> content = new EnumMap<>(ContentHeader.class);
        for (ContentHeader header : ContentHeader.values()) {
            String value = String.join(", ", headers.getValuesList(header.headerName()));
            if (header == ContentHeader.CONTENT_ENCODING) {
                value = withoutFraming(value);
            }
            if (!value.isEmpty()) {
                content.put(header, checked(header.headerName(), value));
            }
        }
        var attributes = new ObjectAttributes(content, user(headers));
        if (attributes.userBytes() > ObjectAttributes.MAX_USER_BYTES) {
            throw new S3Error(400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size of "
                    + ObjectAttributes.MAX_USER_BYTES + " bytes, names and values together.");
        }
        return attributes;
    }

    private static Map<String, String> user(HttpFields headers) {
        Map<String, String> user = new TreeMap<>();
        for (HttpField field : headers) {
            String name = field.getLowerCaseName();
            if (name.startsWith(ObjectAttributes.USER_PREFIX)) {
                if (name.length() == ObjectAttributes.USER_PREFIX.length()) {
                    throw S3Error.invalidRequest("The header " + name + " names no metadata.");
                }
                String value = field.getValue() == null ? "" : field.getValue();
                user.merge(name.substring(ObjectAttributes.USER_PREFIX.length()), checked(name, value),
                        (first, next) -> first + "," + next);
            }
        }
        return user;
    }

    private static String withoutFraming(String encodings) {
        if (!encodings.regionMatches(true, 0, AWS_CHUNKED, 0, AWS_CHUNKED.length()) && !encodings.contains(AWS_CHUNKED)) {
            return encodings;
        }
        return Arrays.stream(encodings.split(","))
                .map(String::strip)
                .filter(encoding -> !encoding.equalsIgnoreCase(AWS_CHUNKED) && !encoding.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String checked(String name, String value) {
        if (value.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
            throw S3Error.invalidRequest("The header " + name + " holds a control character.");
        }
        if (!name.startsWith(ObjectAttributes.USER_PREFIX) && value.length() > ObjectAttributes.MAX_HEADER_CHARACTERS) {
            throw S3Error.invalidRequest(
                    "The header " + name + " may have at most " + ObjectAttributes.MAX_HEADER_CHARACTERS + " characters.");
        }
        return value;
    }

    /** Takes back all that {@link #put} may have given. */
    static void remove(HttpFields.Mutable headers) {
        for (ContentHeader header : ContentHeader.values()) {
            headers.remove(header.headerName());
        }
        for (HttpField field : headers.stream().toList()) {
            if (field.getLowerCaseName().startsWith(ObjectAttributes.USER_PREFIX)) {
                headers.remove(field.getName());
            }
        }
    }

    /** Gives back what was kept. */
    static void put(ObjectAttributes attributes, HttpFields.Mutable headers) {
        attributes.headers().forEach((header, value) -> headers.put(header.headerName(), value));
        attributes.user().forEach((name, value) -> headers.put(ObjectAttributes.USER_PREFIX + name, value));
    }
}
