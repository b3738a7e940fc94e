package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.MultipartUploads;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.UploadedPart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An embedded store with its data directory, for tests that look behind the contract. */
record OpenStore(DataDirectory directory, EmbeddedStore store) implements AutoCloseable {
    static OpenStore at(Path path) {
        return at(path, LocalDisk.INSTANCE, Clock.systemUTC());
    }

    static OpenStore at(Path path, Disk disk) {
        return at(path, disk, Clock.systemUTC());
    }

    static OpenStore at(Path path, Disk disk, Clock clock) {
        DataDirectory directory = DataDirectory.open(path);
        try {
            return new OpenStore(directory, EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, clock, disk));
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** A store whose uploads may have parts of any size. */
    static OpenStore withShortParts(Path path, Disk disk) {
        DataDirectory directory = DataDirectory.open(path);
        try {
            return new OpenStore(directory, EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, Clock.systemUTC(), disk, 0));
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    MultipartUploads uploads() {
        return store.multipartUploads().orElseThrow();
    }

    MultipartUpload begin(String key) {
        return uploads().begin(new ObjectKey(key), PutConditions.NONE);
    }

    UploadedPart putPart(MultipartUpload upload, int number, byte[] bytes) {
        return uploads().putPart(upload, number, Bodies.announced(bytes), List.of());
    }

    /** Puts an object in these parts. */
    ObjectSummary putInParts(String key, List<byte[]> contents) {
        MultipartUpload upload = begin(key);
        List<UploadedPart> parts = new ArrayList<>();
        contents.forEach(content -> parts.add(putPart(upload, parts.size() + 1, content)));
        return uploads().complete(upload, parts, PutConditions.NONE);
    }

    ObjectSummary put(String key, byte[] bytes) {
        return store.put(new ObjectKey(key), Bodies.announced(bytes), PutConditions.NONE);
    }

    byte[] read(String key) {
        return Bodies.read(store.open(new ObjectKey(key), ByteRange.ALL));
    }

    void delete(String... keys) {
        store.delete(List.of(keys));
    }

    List<ObjectSummary> list() {
        List<ObjectSummary> objects = new ArrayList<>();
        try (ObjectListing listing = store.list(KeyPrefix.ALL, "")) {
            listing.forEachRemaining(objects::add);
        }
        return objects;
    }

    List<String> keys() {
        return list().stream().map(ObjectSummary::key).toList();
    }

    Path blobs() {
        return directory.storeDirectory().resolve("blobs");
    }

    /** Files below the blobs, whether or not anything refers to them. */
    List<Path> blobFiles() {
        try (Stream<Path> files = Files.walk(blobs())) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        store.close();
        directory.close();
    }
}
