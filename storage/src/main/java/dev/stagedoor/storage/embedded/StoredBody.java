package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.embedded.IndexedObject.Place;

/** A whole body, kept where {@code place} says; no row refers to it yet. */
record StoredBody(byte[] md5, Place place) {}
