package dev.stagedoor.storage;

import java.util.OptionalLong;

/** Which bytes of an object are wanted (RFC 9110, section 14.1.2). */
public sealed interface ByteRange {
    /** The whole object. */
    record All() implements ByteRange {}

    /** {@code bytes=first-last}, inclusive; without {@code last}, to the end. */
    record From(long first, OptionalLong last) implements ByteRange {}

    /** {@code bytes=-length}: the last bytes; the whole object when it is shorter. */
    record Last(long length) implements ByteRange {}

    ByteRange ALL = new All();
}
