package dev.stagedoor.client.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Collects files for which one statement can sign: not too many, and not too long a text. */
final class NameBatch<T> {
    private static final int MAX_FILES = 500;
    private static final int MAX_CHARS = 128 << 10;

    private final Function<T, String> name;
    private final Consumer<List<T>> full;
    private List<T> files = new ArrayList<>();
    private int chars;

    /** @param full gets the files of a statement */
    NameBatch(Function<T, String> name, Consumer<List<T>> full) {
        this.name = name;
        this.full = full;
    }

    void add(T file) {
        files.add(file);
        chars += name.apply(file).length();
        if (files.size() >= MAX_FILES || chars >= MAX_CHARS) {
            flush();
        }
    }

    /** There is no other file. */
    void flush() {
        if (!files.isEmpty()) {
            full.accept(files);
            files = new ArrayList<>();
            chars = 0;
        }
    }
}
