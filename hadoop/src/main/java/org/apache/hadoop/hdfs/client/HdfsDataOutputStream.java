package org.apache.hadoop.hdfs.client;

import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import org.apache.hadoop.fs.FSDataOutputStream;

/** A stream into HDFS; there is none here. */
public abstract class HdfsDataOutputStream extends FSDataOutputStream {
    protected HdfsDataOutputStream(OutputStream out) {
        super(out);
    }

    /** What is forced to disk with the bytes. */
    public enum SyncFlag {
        UPDATE_LENGTH,
        END_BLOCK
    }

    public abstract void hsync(EnumSet<SyncFlag> flags) throws IOException;
}
