-- A stage's presign is PresignRulesJson, or null when its URLs are bound to nothing. A user's credential is the hash of a password or a
-- public key. A grant's object_name is empty on everything, its path on the whole of a stage.
-- What is granted ends with what it is granted on or to. Triggers see to that, so that it is the same statement: a transaction of two
-- could be committed by halves when the disk is full.

ALTER TABLE stage ADD COLUMN presign TEXT;
-- How often OR REPLACE put another in its place.
ALTER TABLE stage ADD COLUMN replacements INTEGER NOT NULL DEFAULT 0;

ALTER TABLE connection ADD COLUMN owner TEXT NOT NULL DEFAULT 'account_admin';
ALTER TABLE connection ADD COLUMN replacements INTEGER NOT NULL DEFAULT 0;

CREATE TABLE user_account (
    name              TEXT    NOT NULL PRIMARY KEY,
    login             TEXT    NOT NULL,
    credential        TEXT,
    default_role      TEXT,
    disabled          INTEGER NOT NULL,
    creator           TEXT    NOT NULL,
    created_on_micros INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE role (
    name              TEXT    NOT NULL PRIMARY KEY,
    creator           TEXT    NOT NULL,
    created_on_micros INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE privilege_grant (
    grantee_kind TEXT NOT NULL,
    grantee      TEXT NOT NULL,
    privilege    TEXT NOT NULL,
    object_kind  TEXT NOT NULL,
    object_name  TEXT NOT NULL,
    path         TEXT NOT NULL,
    PRIMARY KEY (grantee_kind, grantee, privilege, object_kind, object_name, path)
) STRICT, WITHOUT ROWID;

CREATE INDEX privilege_grant_by_object ON privilege_grant (object_kind, object_name);

CREATE TABLE role_grant (
    grantee_kind TEXT NOT NULL,
    grantee      TEXT NOT NULL,
    role         TEXT NOT NULL,
    PRIMARY KEY (grantee_kind, grantee, role)
) STRICT, WITHOUT ROWID;

CREATE INDEX role_grant_by_role ON role_grant (role);

CREATE TRIGGER stage_created AFTER INSERT ON stage BEGIN
    DELETE FROM privilege_grant WHERE object_kind = 'STAGE' AND object_name = new.name;
END;

CREATE TRIGGER stage_replaced AFTER UPDATE OF replacements ON stage BEGIN
    DELETE FROM privilege_grant WHERE object_kind = 'STAGE' AND object_name = new.name;
END;

CREATE TRIGGER stage_dropped AFTER DELETE ON stage BEGIN
    DELETE FROM privilege_grant WHERE object_kind = 'STAGE' AND object_name = old.name;
END;

CREATE TRIGGER connection_created AFTER INSERT ON connection BEGIN
    DELETE FROM privilege_grant WHERE object_kind = 'CONNECTION' AND object_name = new.name;
END;

CREATE TRIGGER connection_replaced AFTER UPDATE OF replacements ON connection BEGIN
    DELETE FROM privilege_grant WHERE object_kind = 'CONNECTION' AND object_name = new.name;
END;

CREATE TRIGGER connection_dropped AFTER DELETE ON connection BEGIN
    DELETE FROM privilege_grant WHERE object_kind = 'CONNECTION' AND object_name = old.name;
END;

CREATE TRIGGER user_created AFTER INSERT ON user_account BEGIN
    DELETE FROM privilege_grant WHERE grantee_kind = 'USER' AND grantee = new.name;
    DELETE FROM role_grant WHERE grantee_kind = 'USER' AND grantee = new.name;
END;

CREATE TRIGGER user_dropped AFTER DELETE ON user_account BEGIN
    DELETE FROM privilege_grant WHERE grantee_kind = 'USER' AND grantee = old.name;
    DELETE FROM role_grant WHERE grantee_kind = 'USER' AND grantee = old.name;
END;

CREATE TRIGGER role_created AFTER INSERT ON role BEGIN
    DELETE FROM privilege_grant WHERE grantee_kind = 'ROLE' AND grantee = new.name;
    DELETE FROM role_grant WHERE grantee_kind = 'ROLE' AND grantee = new.name;
    DELETE FROM role_grant WHERE role = new.name;
END;

CREATE TRIGGER role_dropped AFTER DELETE ON role BEGIN
    DELETE FROM privilege_grant WHERE grantee_kind = 'ROLE' AND grantee = old.name;
    DELETE FROM role_grant WHERE grantee_kind = 'ROLE' AND grantee = old.name;
    DELETE FROM role_grant WHERE role = old.name;
END;
