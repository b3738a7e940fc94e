package org.apache.hadoop.fs;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A stream that knows how much was written to it. */
public class FSDataOutputStream extends DataOutputStream {
    public FSDataOutputStream(OutputStream out) {
        super(out);
    }

    public long getPos() {
        return size();
    }

    public void hflush() throws IOException {
        flush();
    }
}
