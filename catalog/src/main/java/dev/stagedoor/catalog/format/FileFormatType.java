package dev.stagedoor.catalog.format;

/** Databend's file format types. */
public enum FileFormatType {
    CSV,
    TEXT,
    NDJSON,
    PARQUET,
    ORC,
    AVRO,
    ARROW,
    ARROW_STREAM,
    JSON,
    LANCE,
    XML
}
