package dev.stagedoor.storage.mirror;

import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.LocalFiles.LinkedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Fetches of a text file its first records alone, into a file that has no others. */
final class TextCopies {
    private final Copies copies;
    private final CopyMaker maker;

    TextCopies(Copies copies, CopyMaker maker) {
        this.copies = copies;
        this.maker = maker;
    }

    /** Empty when all of the file is to be taken. */
    Optional<MirroredFile> beginning(Copy copy, Beginning wanted, LongConsumer arriving) {
        Extent first = new Extent(0, wanted.bytes());
        long missing = maker.need(copy, List.of(first), arriving);
        if (!wanted.plain().test(copy.path)) {
            return Optional.empty();
        }
        try {
            byte[] content = ParquetCopies.read(copy, 0, wanted.bytes());
            LinkedFile linked = copy.linked;
            if (linked != null) {
                linked.requireUnchanged();
            }
            int end = wanted.wholeRecords(content);
            return end == 0
                    ? Optional.empty()
                    : Optional.of(new MirroredFile(
                            own(copy, ByteBuffer.wrap(content, 0, end)),
                            copies,
                            new FetchReport(copy.version.size(), first.length(), missing, 0, 0)));
        } catch (IOException e) {
            throw CopyMaker.failed(e);
        }
    }

    private Copy own(Copy from, ByteBuffer content) throws IOException {
        Copy own = copies.temporary(from.version);
        boolean whole = false;
        try {
            copies.reserve(own, content.remaining());
            CopyMaker.makeOf(own, content);
            whole = true;
            return own;
        } finally {
            if (!whole) {
                copies.discard(own);
            }
        }
    }
}
