package dev.stagedoor.server.audit;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/** The process's standard output, for whoever collects that. */
final class StandardOutput implements LineSink {
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
    }

    /** It is not ours to close. */
    @Override
    public void close() {}
}
