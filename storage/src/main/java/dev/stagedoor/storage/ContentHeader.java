package dev.stagedoor.storage;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A header of HTTP that an object is stored with and given back with (Amazon S3 API reference, PutObject, "system-defined object
 * metadata"). Its value is the uploader's word: no store reads it.
 */
public enum ContentHeader {
    CONTENT_TYPE("content-type", Capability.KEEPS_CONTENT_TYPE),
    CONTENT_ENCODING("content-encoding", Capability.KEEPS_CONTENT_ENCODING),
    CONTENT_DISPOSITION("content-disposition", Capability.KEEPS_CONTENT_DISPOSITION),
    CONTENT_LANGUAGE("content-language", Capability.KEEPS_CONTENT_LANGUAGE),
    CACHE_CONTROL("cache-control", Capability.KEEPS_CACHE_CONTROL),
    EXPIRES("expires", Capability.KEEPS_EXPIRES);

    private static final Map<String, ContentHeader> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ContentHeader::headerName, Function.identity()));

    private final String headerName;
    private final Capability capability;

    ContentHeader(String headerName, Capability capability) {
        this.headerName = headerName;
        this.capability = capability;
    }

    /** In lower case. */
    public String headerName() {
        return headerName;
    }

    /** What a store has that keeps it. */
    public Capability capability() {
        return capability;
    }

    /** @param name in lower case */
    static Optional<ContentHeader> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
