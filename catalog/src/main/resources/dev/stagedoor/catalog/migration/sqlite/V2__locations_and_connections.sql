-- location and parameters are envelopes of encryption.ParameterCipher around LocationJson. A stage without a location is internal.

ALTER TABLE stage ADD COLUMN location BLOB;

CREATE TABLE connection (
    name              TEXT    NOT NULL PRIMARY KEY,
    storage_type      TEXT    NOT NULL,
    parameters        BLOB    NOT NULL,
    creator           TEXT    NOT NULL,
    created_on_micros INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
