-- Names compare by their UTF-8 bytes (SQLite's BINARY collation). A row's file_format is FileFormat.toJson().
-- created_on_micros counts microseconds since 1970-01-01T00:00:00Z.

CREATE TABLE stage (
    name              TEXT    NOT NULL PRIMARY KEY,
    kind              TEXT    NOT NULL,
    file_format       TEXT    NOT NULL,
    comment           TEXT    NOT NULL,
    creator           TEXT    NOT NULL,
    created_on_micros INTEGER NOT NULL,
    owner             TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE file_format (
    name              TEXT    NOT NULL PRIMARY KEY,
    file_format       TEXT    NOT NULL,
    creator           TEXT    NOT NULL,
    created_on_micros INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
