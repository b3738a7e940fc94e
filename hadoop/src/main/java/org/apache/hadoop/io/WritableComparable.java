package org.apache.hadoop.io;

/** A value with a form of bytes and an order. */
public interface WritableComparable<T> extends Writable, Comparable<T> {}
