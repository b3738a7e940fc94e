package dev.stagedoor.server.door;

import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import java.util.OptionalLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what is open. A store sends into a channel and takes from a stream; a pipe and a thread of its own join the two. */
final class PipedContent {
    private static final Logger LOG = LoggerFactory.getLogger(PipedContent.class);

    private PipedContent() {}

    /** @param put takes the body; one that ends early is refused by the store, because its length is announced */
    static <T> T put(ObjectContent content, Function<ObjectBody, T> put) throws IOException {
        Pipe pipe = Pipe.open();
        Thread sender = Thread.ofVirtual().name("copy").start(() -> send(content, pipe));
        try (InputStream body = Channels.newInputStream(pipe.source())) {
            return put.apply(new ObjectBody(body, OptionalLong.of(content.length())));
        } finally {
            // With the source closed the sender ends too, be it in the middle.
            join(sender);
        }
    }

    private static void send(ObjectContent content, Pipe pipe) {
        try (Pipe.SinkChannel sink = pipe.sink();
                WritableByteChannel whole = Channels.newChannel(Channels.newOutputStream(sink))) {
            // A pipe may take a part of a buffer; a stream takes all of it.
            content.transferTo(whole);
        } catch (IOException | RuntimeException e) {
            LOG.debug("A copy ended early", e);
        }
    }

    private static void join(Thread sender) {
        boolean interrupted = false;
        while (true) {
            try {
                sender.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
