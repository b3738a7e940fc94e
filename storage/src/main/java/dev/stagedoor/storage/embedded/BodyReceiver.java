package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.Digester;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.embedded.IndexedObject.Place;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes in one body: a short one into memory, a long one into a file. Whatever fails, no file is left. */
final class BodyReceiver {
    private final StoreFiles files;
    private final OpenGate gate;

    BodyReceiver(StoreFiles files, OpenGate gate) {
        this.files = files;
        this.gate = gate;
    }

    /**
     * @throws StorageException {@code INCOMPLETE_BODY}, {@code ENTITY_TOO_LARGE}, {@code BAD_DIGEST}, {@code INSUFFICIENT_STORAGE};
     *     nothing is kept
     */
    StoredBody receive(BodyReader reader, List<Checksum> announced) {
        Block first = reader.next();
        if (first == null || reader.ended()) {
            return inline(first, announced);
        }
        Block second;
        try {
            second = reader.next();
        } catch (RuntimeException e) {
            first.discard();
            throw e;
        }
        return second == null ? inline(first, announced) : blob(first, second, reader, announced);
    }

    private static StoredBody inline(@Nullable Block block, List<Checksum> announced) {
        byte[] bytes = block == null ? new byte[0] : Arrays.copyOf(block.bytes(), block.length());
        Map<Checksum.Algorithm, byte[]> digests = new EnumMap<>(Checksum.Algorithm.class);
        for (Checksum.Algorithm algorithm : BlobUpload.algorithms(announced)) {
            Digester digester = Digester.of(algorithm);
            digester.update(bytes, bytes.length);
            digests.put(algorithm, digester.digest());
        }
        refuseDifference(announced, digests);
        return new StoredBody(digests.get(Checksum.Algorithm.MD5), new Place.Inline(bytes, PieceChecksums.of(bytes)));
    }

    private StoredBody blob(Block first, Block second, BodyReader reader, List<Checksum> announced) {
        Block pending = second;
        BlobUpload upload = null;
        boolean complete = false;
        try {
            upload = BlobUpload.begin(files.blobs(), files.threads(), BlobUpload.algorithms(announced));
            upload.append(first);
            while (pending != null) {
                gate.refuseWhenClosed();
                Block block = pending;
                pending = null;
                upload.append(block);
                pending = reader.next();
            }
            Map<Checksum.Algorithm, byte[]> digests = upload.finish();
            refuseDifference(announced, digests);
            complete = true;
            return new StoredBody(digests.get(Checksum.Algorithm.MD5), new Place.Blob(upload.id(), upload.checksums()));
        } catch (IOException e) {
            throw files.failures().write(e);
        } finally {
            if (pending != null) {
                pending.discard();
            }
            if (upload != null && !complete && !upload.discard()) {
                files.trash().leaveToSweep();
            }
        }
    }

    static void refuseDifference(List<Checksum> announced, Map<Checksum.Algorithm, byte[]> digests) {
        for (Checksum checksum : announced) {
            if (!MessageDigest.isEqual(checksum.digest(), digests.get(checksum.algorithm()))) {
                throw new StorageException(
                        Kind.BAD_DIGEST, "the " + checksum.algorithm() + " of the body is not the one announced: send it again");
            }
        }
    }
}
