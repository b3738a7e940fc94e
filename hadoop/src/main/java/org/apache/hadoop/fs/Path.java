package org.apache.hadoop.fs;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** A name that a {@link FileSystem} knows a file by. */
public final class Path {
    private final String name;

    public Path(String name) {
        this.name = name;
    }

    /** A file of a directory. */
    public Path(Path parent, String name) {
        this(parent.name + "/" + name);
    }

    /** @throws IOException always: ORC is told which file system it reads */
    public FileSystem getFileSystem(Configuration configuration) throws IOException {
        throw new IOException("no file system is known by a name alone");
    }

    public Path getParent() {
        return new Path(name.substring(0, Math.max(0, name.lastIndexOf('/'))));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Path path && path.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
